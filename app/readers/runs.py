"""One test run, as the readers of test reports write it down: features, attempts, and the sum at its end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from app.domain.behaviour.journeys import step_lines
from app.domain.digest import digest_of, journey_line, scenario_line
from app.domain.events import Event
from app.domain.identity import feature_key
from app.domain.payloads import Payload
from app.domain.payloads.bdv import (
    Attachment,
    FeatureDiscovered,
    RunCompleted,
    RunStarted,
    ScenarioFinished,
    ScenarioSpec,
    ScenarioStarted,
)
from app.domain.payloads.journeys import JourneyDeclared
from app.readers.origin import Origin, Stamp

_EVENT_TYPES: Final = {"PASSED": "bdv.scenario.completed", "SKIPPED": "bdv.scenario.skipped"}
_COUNTED: Final = ("passed", "failed", "skipped", "undefined", "pending", "ambiguous", "error")


class _Line(msgspec.Struct, gc=False):
    """What the digest says of a scenario; one that never ran is PENDING with no attempt."""

    outcome: str = "PENDING"
    attempts: int = 0
    tags: tuple[str, ...] = ()


class Ending(msgspec.Struct, frozen=True):
    """How a run ended, where that is more than its scenarios say; ``counts`` are summed up besides the outcomes."""

    status: str = "COMPLETED"
    message: str = ""
    full: bool | None = None
    counts: dict[str, int] = {}
    journeys: Sequence[JourneyDeclared] = ()
    attachments: Sequence[Attachment] = ()


class Run:
    """Builds the events of one run and keeps one short line per scenario for its sum (R-30)."""

    def __init__(self, stamp: Stamp, origin: Origin, suite: str) -> None:
        self.suite, self.run_id = origin.named(suite), f"run-{stamp.short}"
        self._stamp, self._full = stamp.within(self.run_id), origin.full_run
        self._lines: dict[str, _Line] = {}
        self._features: set[str] = set()
        self._attempts = self._retried = 0
        self._spans: dict[tuple[str, int], str] = {}

    def started(self, at: int, metadata: Mapping[str, str]) -> Event:
        """The run begins."""
        payload = RunStarted(run_id=self.run_id, suite=self.suite)
        trace = self._stamp.trace
        return self._stamp.event(
            "bdv.run.started",
            at,
            self.suite,
            payload,
            metadata=metadata,
            span=trace.span_id,
            parent_span=trace.parent_span_id,
        )

    def feature(self, at: int, found: FeatureDiscovered) -> Event:
        """A feature, or some more scenarios of it."""
        self._features.add(found.feature_id)
        for spec in found.scenarios:
            line = self._line(spec.scenario_id)
            line.tags = tuple(sorted({*found.tags, *spec.tags})) if found.tags or spec.tags else ()
        return self.tell("bdv.feature.discovered", at, found.feature_id, found)

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
        event = self.tell("bdv.scenario.started", at, scenario_id, payload)
        self._spans[scenario_id, attempt] = event.span_id  # that of the attempt: its end shares it
        return event

    def ended(self, at: int, done: ScenarioFinished, metadata: Mapping[str, str] | None = None) -> Event:
        """An attempt ends."""
        self._count(done)
        event_type = _EVENT_TYPES.get(done.status, "bdv.scenario.failed")
        span = self._spans.pop((done.scenario_id, done.attempt), "")
        return self.tell(event_type, at, done.scenario_id, done, metadata=metadata, span=span)

    def attempted(
        self, began: int, at: int, done: ScenarioFinished, metadata: Mapping[str, str] | None = None
    ) -> tuple[Event, Event]:
        """An attempt told as a whole: its beginning and its end, which share a span."""
        self._count(done)
        key, tell = done.scenario_id, self._stamp.brief
        payload = ScenarioStarted(scenario_id=key, run_id=self.run_id, attempt=done.attempt)
        begun = tell("bdv.scenario.started", began, key, payload)
        event_type = _EVENT_TYPES.get(done.status, "bdv.scenario.failed")
        return begun, tell(event_type, at, key, done, begun.span_id, metadata)

    def _count(self, done: ScenarioFinished) -> None:
        self._attempts += 1
        self._retried += done.will_retry
        if not done.will_retry:
            line = self._line(done.scenario_id)
            line.outcome, line.attempts = done.status, done.attempt

    def _line(self, scenario_id: str) -> _Line:
        found = self._lines.get(scenario_id)
        if found is None:
            found = self._lines[scenario_id] = _Line()
        return found

    def broken(self, at: int, name: str, done: ScenarioFinished) -> Iterator[Event]:
        """What failed outside every scenario: shown as one of its own, so that nobody overlooks it."""
        path = done.file_path or f"({self.suite})"
        spec = ScenarioSpec(scenario_id=done.scenario_id, name=name, kind="run", line=done.line)
        yield self.feature(at, self.about_feature(path, done.file_path or "Test run", [spec]))
        yield self.begun(at, done.scenario_id, 1)
        yield self.ended(at, done)

    def completed(self, at: int, metadata: Mapping[str, str], ending: Ending | None = None) -> Event:
        """The run ends; what it sums up can be compared with what arrived."""
        end = ending or Ending()
        lines = [scenario_line(key, line.outcome, line.attempts, line.tags) for key, line in self._lines.items()]
        lines += [journey_line(j.journey_id, j.severity.lower(), _steps(j)) for j in end.journeys]
        payload = RunCompleted(
            run_id=self.run_id,
            suite=self.suite,
            full=self._full if end.full is None else end.full,
            counts=self.counts() | end.counts,
            digest=digest_of(lines),
            status=end.status,
            message=end.message,
            journeys=[j.journey_id for j in end.journeys],
            attachments=list(end.attachments),
        )
        return self.tell("bdv.run.completed", at, self.suite, payload, metadata=metadata)

    def has_failure(self) -> bool:
        """Some scenario ended neither passed nor skipped, or never ran."""
        return any(line.outcome not in ("PASSED", "SKIPPED") for line in self._lines.values())

    def counts(self) -> dict[str, int]:
        """The totals of the run as far as it has come."""
        ran = Counter(line.outcome.lower() for line in self._lines.values() if line.attempts)
        counts = {"scenarios": len(self._lines), **{name: ran[name] for name in _COUNTED}}
        return counts | {
            "attempts": self._attempts,
            "retried": self._retried,
            "features": len(self._features),
        }

    def outcomes(self) -> dict[str, str]:
        """Per scenario how its last attempt ended; PENDING for one that never ran."""
        return {key: line.outcome for key, line in self._lines.items()}

    def tell(
        self,
        event_type: str,
        at: int,
        node: str,
        payload: Payload,
        *,
        metadata: Mapping[str, str] | None = None,
        span: str = "",
    ) -> Event:
        """Any event of this run."""
        return self._stamp.brief(event_type, at, node, payload, span, metadata)


def _steps(journey: JourneyDeclared) -> list[str]:
    return step_lines(msgspec.to_builtins(journey.steps))
