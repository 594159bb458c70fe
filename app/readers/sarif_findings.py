"""SARIF results as findings: rule, severity, place, and an identity that outlives a moved line."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote

from app.domain.identity import normal_path, violation_key
from app.readers import sarif_types as sarif
from app.readers.origin import clipped
from app.readers.python_paths import ModuleNames

SEVERITIES: Final = {"error": "BLOCKING", "warning": "WARNING", "note": "INFO", "none": "INFO"}
_NOT_FOUND: Final = frozenset({"pass", "notApplicable"})
_ACCEPTED: Final = frozenset({"accepted", ""})


class Finding(NamedTuple):
    """A result that is a violation, or was one (``absent``)."""

    key: str
    rule: str
    severity: str
    text: str
    path: str
    line: int
    module: str
    absent: bool
    suppression: sarif.Suppression | None


class Findings:
    """The findings of one run, in order of the file."""

    def __init__(self, run: sarif.Run) -> None:
        self._run = run
        components = (run.tool.driver, *(run.tool.extensions or ()))
        self.rules = [rule for component in components for rule in component.rules or ()]
        self._driver = run.tool.driver.rules or []
        self._by_id: dict[str, sarif.Descriptor] = {rule.id: rule for rule in self.rules if rule.id}
        self._used: Counter[str] = Counter()
        self._names = ModuleNames(path for path, _ in map(self._place, run.results or ()))

    def all(self) -> Iterator[Finding]:
        """Every result but those that say that all is well."""
        for result in self._run.results or ():
            if result.kind not in _NOT_FOUND:
                yield self._finding(result)

    def _finding(self, result: sarif.Result) -> Finding:
        rule = self._rule_id(result)
        path, line = self._place(result)
        text = clipped(self._text(result, rule), 4_000)
        accepted = (s for s in result.suppressions or () if s.status in _ACCEPTED)
        return Finding(
            key=self._key(result, rule, path, text),
            rule=rule,
            severity=SEVERITIES[self._level(result, rule)],
            text=text,
            path=path,
            line=line,
            module=self._names.of(path),
            absent=result.baseline_state == "absent",
            suppression=next(accepted, None),
        )

    def _rule_id(self, result: sarif.Result) -> str:
        """The rule by id, or by its index among the driver's."""
        named = result.rule_id or (result.rule.id if result.rule else None)
        index = result.rule_index if result.rule_index >= 0 else (result.rule.index if result.rule else -1)
        if not named and 0 <= index < len(self._driver):
            named = self._driver[index].id
        return clipped(named, 300) or "(no rule)"

    def _level(self, result: sarif.Result, rule: str) -> sarif.Level:
        """The result's own level, else its rule's, else warning; what is no failure has none."""
        if result.kind != "fail":
            return "none"
        if result.level:
            return result.level
        known = self._known(result, rule)
        return known.default_configuration.level if known and known.default_configuration else "warning"

    def _known(self, result: sarif.Result, rule: str) -> sarif.Descriptor | None:
        """The rule itself: by id, by index, or as the one of which the id names a part (``CA1000/1``)."""
        if rule in self._by_id:
            return self._by_id[rule]
        if 0 <= result.rule_index < len(self._driver):
            return self._driver[result.rule_index]
        return self._by_id.get(rule.rpartition("/")[0])

    def _text(self, result: sarif.Result, rule: str) -> str:
        said = result.message or sarif.Message()
        known = self._known(result, rule)
        strings = (known.message_strings if known else None) or {}
        text = said.text or strings.get(said.id or "", said).text or ""
        for number, argument in enumerate((said.arguments or [])[:20]):
            text = text.replace(f"{{{number}}}", argument)
        return text

    def _place(self, result: sarif.Result) -> tuple[str, int]:
        place = result.locations[0].physical_location if result.locations else None
        if place is None:
            return "", 0
        where = place.artifact_location or sarif.ArtifactLocation()
        artifacts = self._run.artifacts or []
        if where.uri is None and 0 <= where.index < len(artifacts):
            where = artifacts[where.index].location or where
        return _path(where.uri or ""), place.region.start_line if place.region else 0

    def _key(self, result: sarif.Result, rule: str, path: str, text: str) -> str:
        """By fingerprint where there is one, else by text; repetitions are numbered."""
        prints = result.fingerprints or result.partial_fingerprints or {}
        mark = "|".join(f"{name}={value}" for name, value in sorted(prints.items())) or text
        plain = violation_key(rule, path, mark)
        self._used[plain] += 1
        times = self._used[plain]
        return plain if times == 1 else violation_key(rule, path, f"{mark} #{times}")


def _path(uri: str) -> str:
    """The path of an artifact, without scheme and escapes."""
    without = uri.removeprefix("file://").removeprefix("localhost")
    path = unquote(without).replace("\x00", "")
    if path[:1] == "/" and path[2:3] == ":":
        path = path[1:]
    return normal_path(path)[:1_000]
