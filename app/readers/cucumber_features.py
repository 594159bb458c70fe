"""Gherkin documents and pickles of a Cucumber run, turned into features with stable scenario ids (R-3)."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from app.domain.identity import feature_key, normal_path, scenario_key
from app.domain.payloads.bdv import FeatureDiscovered, ScenarioSpec
from app.readers import cucumber_gherkin as message
from app.readers.origin import clipped

MOST_ROWS = 200
"""How many rows of a data table are kept."""

MOST_SCENARIOS = 500
"""How many scenarios one event carries; more become more events of the same feature."""


class Origin(NamedTuple):
    """Where a node of the syntax tree stands: the scenario's own, or a row of its examples."""

    line: int
    rule: str = ""
    example: str = ""
    kind: str = "scenario"


class Words(NamedTuple):
    """A step as the feature file has it: its keyword and text, and what stands below it."""

    keyword: str = ""
    text: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    doc_string: str = ""
    media_type: str = ""


class Planned(NamedTuple):
    """A pickle: a scenario that is meant to run."""

    scenario_id: str
    uri: str
    path: str
    line: int
    steps: dict[str, Words]
    """Per pickle step its words."""


Known = Mapping[tuple[str, int], str]
"""Ids of scenarios by their path and line."""


class Features:
    """All features of a run as far as the file has told them.

    Scenarios at ``known`` places have been told already, under these ids. ``place`` turns what the file
    calls a feature file into its path.
    """

    def __init__(self, known: Known | None = None, place: Callable[[str], str] = normal_path) -> None:
        self._known, self._place = known or {}, place
        self._documents: dict[str, message.GherkinDocument] = {}
        self._nodes: dict[str, Origin] = {}
        self._keywords: dict[str, str] = {}
        self._used: dict[str, int] = {}
        self._waiting: dict[str, list[ScenarioSpec]] = {}
        self.planned: dict[str, Planned] = {}

    def document(self, found: message.GherkinDocument) -> None:
        """A feature file was parsed."""
        if found.feature is None:
            return
        self._documents[found.uri] = found
        self._waiting.setdefault(found.uri, [])
        for child in found.feature.children:
            self._child(child, "")
            for inner in child.rule.children if child.rule else ():
                self._child(inner, child.rule.name if child.rule else "")

    def _child(self, child: message.Child | message.RuleChild, rule: str) -> None:
        for part in (child.background, child.scenario):
            for step in part.steps if part else ():
                self._keywords[step.id] = step.keyword.strip()
        scenario = child.scenario
        if scenario is None:
            return
        self._nodes[scenario.id] = Origin(scenario.location.line, rule)
        rows = [row for block in scenario.examples for row in block.table_body]
        for row in rows:
            values = " | ".join(cell.value for cell in row.cells)
            self._nodes[row.id] = Origin(row.location.line, rule, values, "scenario_outline")

    def pickle(self, found: message.Pickle) -> None:
        """A scenario (or one row of an outline) is meant to run."""
        origins = [self._nodes[node] for node in found.ast_node_ids if node in self._nodes]
        origin = origins[-1] if origins else Origin(found.location.line)
        path = self._place(found.uri)
        line = found.location.line or origin.line
        known = self._known.get((path, line))
        key = known or self._unused(path, found.name, origin)
        steps = {step.id: self._words(step) for step in found.steps}
        self.planned[found.id] = Planned(key, found.uri, path, line, steps)
        if known:
            return
        spec = ScenarioSpec(
            scenario_id=key,
            name=clipped(found.name, 500),
            kind=origin.kind,
            line=line,
            tags=sorted({tag.name for tag in found.tags}),
            rule=clipped(origin.rule, 500),
            position=len(self.planned),
            steps=[f"{step.keyword} {step.text}".strip() for step in steps.values()],
        )
        self._waiting.setdefault(found.uri, []).append(spec)

    def _words(self, step: message.PickleStep) -> Words:
        keyword, text = self._keyword(step), clipped(step.text, 2_000)
        argument = step.argument
        if argument is None:
            return Words(keyword, text)
        if argument.doc_string:
            doc = argument.doc_string
            return Words(keyword, text, (), clipped(doc.content), clipped(doc.media_type, 200))
        return Words(keyword, text, _rows(argument.data_table))

    def _keyword(self, step: message.PickleStep) -> str:
        known = (self._keywords[node] for node in step.ast_node_ids if node in self._keywords)
        return next(known, "")

    def _unused(self, path: str, name: str, origin: Origin) -> str:
        """The scenario's key; a second one of the same name and values is told apart by its number."""
        key = scenario_key(path, name, origin.example, origin.rule)
        self._used[key] = times = self._used.get(key, 0) + 1
        return key if times == 1 else scenario_key(path, name, f"{origin.example} #{times}", origin.rule)

    def discovered(self, suite: str, run_id: str, uri: str = "") -> Iterator[FeatureDiscovered]:
        """What has not been told yet of the feature at ``uri``, or of all."""
        for path in [uri] if uri else list(self._waiting):
            specs = self._waiting.pop(path, None)
            if specs is None or (self._known and not specs):
                continue
            for start in range(0, max(len(specs), 1), MOST_SCENARIOS):
                yield self._feature(path, suite, run_id, specs[start : start + MOST_SCENARIOS])

    def _feature(self, uri: str, suite: str, run_id: str, specs: list[ScenarioSpec]) -> FeatureDiscovered:
        document = self._documents.get(uri)
        feature = document.feature if document and document.feature else message.Feature(name=uri)
        path = self._place(uri)
        return FeatureDiscovered(
            feature_id=feature_key(path),
            feature_path=path,
            name=clipped(feature.name, 500) or path,
            suite=suite,
            run_id=run_id,
            description=clipped(feature.description, 4_000),
            language=clipped(feature.language, 20),
            tags=sorted({tag.name for tag in feature.tags}),
            scenarios=specs,
        )


def _rows(table: message.DataTable | None) -> tuple[tuple[str, ...], ...]:
    rows = table.rows[:MOST_ROWS] if table else []
    return tuple(tuple(clipped(cell.value, 1_000) for cell in row.cells) for row in rows)
