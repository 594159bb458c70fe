"""Gherkin documents and pickles of a Cucumber run, turned into features with stable scenario ids (R-3)."""

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.identity import feature_key, normal_path, scenario_key
from app.domain.payloads.bdv import FeatureDiscovered, ScenarioSpec
from app.readers import cucumber_gherkin as message
from app.readers.origin import clipped

MOST_SCENARIOS = 500
"""How many scenarios one event carries; more become more events of the same feature."""


class Origin(NamedTuple):
    """Where a node of the syntax tree stands: the scenario's own, or a row of its examples."""

    line: int
    rule: str = ""
    example: str = ""
    kind: str = "scenario"


class Planned(NamedTuple):
    """A pickle: a scenario that is meant to run."""

    scenario_id: str
    uri: str
    line: int
    steps: dict[str, tuple[str, str]]
    """Per pickle step its keyword and text."""


class Features:
    """All features of a run as far as the file has told them."""

    def __init__(self) -> None:
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
        path = normal_path(found.uri)
        key = self._unused(path, found.name, origin)
        line = found.location.line or origin.line
        steps = {step.id: (self._keyword(step), clipped(step.text, 2_000)) for step in found.steps}
        self.planned[found.id] = Planned(key, found.uri, line, steps)
        spec = ScenarioSpec(
            scenario_id=key,
            name=clipped(found.name, 500),
            kind=origin.kind,
            line=line,
            tags=sorted({tag.name for tag in found.tags}),
            rule=clipped(origin.rule, 500),
            position=len(self.planned),
            steps=[f"{keyword} {text}".strip() for keyword, text in steps.values()],
        )
        self._waiting.setdefault(found.uri, []).append(spec)

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
            for start in range(0, max(len(specs), 1), MOST_SCENARIOS) if specs is not None else ():
                yield self._feature(path, suite, run_id, (specs or [])[start : start + MOST_SCENARIOS])

    def _feature(self, uri: str, suite: str, run_id: str, specs: list[ScenarioSpec]) -> FeatureDiscovered:
        document = self._documents.get(uri)
        feature = document.feature if document and document.feature else message.Feature(name=uri)
        path = normal_path(uri)
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
