"""One test run, as the readers of test reports write it down: features, attempts, and the sum at its end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from app.domain.digest import digest_of, scenario_line
from app.domain.events import Event
from app.domain.identity import feature_key
from app.domain.payloads.bdv import (
    FeatureDiscovered,
    RunCompleted,
    RunStarted,
    ScenarioFinished,
    ScenarioSpec,
    ScenarioStarted,
)
from app.readers.origin import Origin, Stamp

_EVENT_TYPES: Final = {"PASSED": "bdv.scenario.completed", "SKIPPED": "bdv.scenario.skipped"}
_COUNTED: Final = ("passed", "failed", "skipped", "undefined", "pending", "ambiguous", "error")


class _Line(NamedTuple):
    """What the digest says of a scenario; one that never ran is PENDING with no attempt."""

    outcome: str = "PENDING"
    attempts: int = 0
    tags: tuple[str, ...] = ()


class Run:
    """Builds the events of one run and keeps one short line per scenario for its sum (R-30)."""

    def __init__(self, stamp: Stamp, origin: Origin, suite: str) -> None:
        self._stamp, self._full = stamp, origin.full_run
        self.suite = origin.named(suite)
        self.run_id = f"run-{stamp.short}"
        self._lines: dict[str, _Line] = {}
        self._features: set[str] = set()
        self._attempts = self._retried = 0

    def started(self, at: int, metadata: Mapping[str, str]) -> Event:
        """The run begins."""
        payload = RunStarted(run_id=self.run_id, suite=self.suite)
        return self._event("bdv.run.started", at, self.suite, payload, metadata=metadata)

    def feature(self, at: int, found: FeatureDiscovered) -> Event:
        """A feature, or some more scenarios of it."""
        self._features.add(found.feature_id)
        for spec in found.scenarios:
            tags = tuple(sorted({*found.tags, *spec.tags}))
            self._lines[spec.scenario_id] = self._lines.get(spec.scenario_id, _Line())._replace(tags=tags)
        return self._event("bdv.feature.discovered", at, found.feature_id, found)

    def about_feature(self, path: str, name: str, scenarios: Iterable[ScenarioSpec]) -> FeatureDiscovered:
        """A feature of this run that has nothing but a path, a name and scenarios."""
        return FeatureDiscovered(
            feature_id=feature_key(path),
            feature_path=path,
            name=name,
            suite=self.suite,
            run_id=self.run_id,
            scenarios=list(scenarios),
        )

    def begun(self, at: int, scenario_id: str, attempt: int) -> Event:
        """An attempt starts."""
        payload = ScenarioStarted(scenario_id=scenario_id, run_id=self.run_id, attempt=attempt)
        return self._event("bdv.scenario.started", at, scenario_id, payload)

    def ended(self, at: int, done: ScenarioFinished, metadata: Mapping[str, str] | None = None) -> Event:
        """An attempt ends."""
        self._attempts += 1
        self._retried += done.will_retry
        if not done.will_retry:
            known = self._lines.get(done.scenario_id, _Line())
            self._lines[done.scenario_id] = known._replace(outcome=done.status, attempts=done.attempt)
        event_type = _EVENT_TYPES.get(done.status, "bdv.scenario.failed")
        return self._event(event_type, at, done.scenario_id, done, metadata=metadata)

    def broken(self, at: int, name: str, done: ScenarioFinished) -> Iterator[Event]:
        """What failed outside every scenario: shown as one of its own, so that nobody overlooks it."""
        path = done.file_path or f"({self.suite})"
        spec = ScenarioSpec(scenario_id=done.scenario_id, name=name, kind="run", line=done.line)
        yield self.feature(at, self.about_feature(path, done.file_path or "Test run", [spec]))
        yield self.begun(at, done.scenario_id, 1)
        yield self.ended(at, done)

    def completed(self, at: int, metadata: Mapping[str, str]) -> Event:
        """The run ends; what it sums up can be compared with what arrived."""
        payload = RunCompleted(
            run_id=self.run_id,
            suite=self.suite,
            full=self._full,
            counts=self._counts(),
            digest=digest_of(scenario_line(key, *line) for key, line in self._lines.items()),
        )
        return self._event("bdv.run.completed", at, self.suite, payload, metadata=metadata)

    def has_failure(self) -> bool:
        """Some scenario ended neither passed nor skipped, or never ran."""
        return any(line.outcome not in ("PASSED", "SKIPPED") for line in self._lines.values())

    def _counts(self) -> dict[str, int]:
        ran = Counter(line.outcome.lower() for line in self._lines.values() if line.attempts)
        counts = {"scenarios": len(self._lines), **{name: ran[name] for name in _COUNTED}}
        return counts | {
            "attempts": self._attempts,
            "retried": self._retried,
            "features": len(self._features),
        }

    def _event(
        self,
        event_type: str,
        at: int,
        node: str,
        payload: RunStarted | RunCompleted | FeatureDiscovered | ScenarioStarted | ScenarioFinished,
        metadata: Mapping[str, str] | None = None,
    ) -> Event:
        run = self.run_id
        return self._stamp.event(event_type, at, node, payload, correlation_id=run, metadata=metadata)
