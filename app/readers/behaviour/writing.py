"""A report, written down as the events of one run.

Times: an attempt that has a time of its own starts there, any other where the last one ended; the
first starts at the report's own time, or at the file's, which the run's metadata says.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.events import Event
from app.domain.identity import feature_key
from app.domain.payloads.bdv import FeatureDiscovered, ScenarioFinished, ScenarioSpec
from app.readers.behaviour.report import LONGEST_DURATION_MS, QUIET, Attempt, Feature, Report, Told
from app.readers.origin import Origin, Stamp, clipped
from app.readers.runs import Run
from app.readers.times import FILE_TIME, believable

MOST_SCENARIOS: Final = 200
"""How many scenarios one event of a feature carries at most."""


def written(report: Report, stamp: Stamp, origin: Origin) -> Iterator[Event]:
    """The events of the run. Raises BadFile for an impossible time."""
    return _Writing(report, stamp, origin).events()


class _Writing:
    """How far the run's time has come."""

    def __init__(self, report: Report, stamp: Stamp, origin: Origin) -> None:
        self._report = report
        self._run = Run(stamp, origin, clipped(report.suite, 200) or "tests")
        self._start = _first(report, origin)
        self._cursor = float(self._start)
        self._latest = self._start

    def events(self) -> Iterator[Event]:
        note = dict(self._report.note)
        if self._report.started is None and not _own_times(self._report):
            note |= {"clock": FILE_TIME}
        yield self._run.started(self._start, note)
        for feature in self._report.features:
            yield from self._feature(feature)
        yield self._run.completed(self._latest, note)

    def _feature(self, feature: Feature) -> Iterator[Event]:
        for start in range(0, max(len(feature.scenarios), 1), MOST_SCENARIOS):
            part = feature.scenarios[start : start + MOST_SCENARIOS]
            yield self._run.feature(round(self._cursor), self._discovered(feature, part))
            for told in part:
                yield from self._attempts(feature, told)

    def _discovered(self, feature: Feature, part: Sequence[Told]) -> FeatureDiscovered:
        return FeatureDiscovered(
            feature_id=feature_key(feature.path),
            feature_path=feature.path,
            name=clipped(feature.name, 500) or feature.path,
            suite=self._run.suite,
            run_id=self._run.run_id,
            description=clipped(feature.description, 4_000),
            language=clipped(feature.language, 20),
            tags=sorted(set(feature.tags)),
            scenarios=[told.spec for told in part],
        )

    def _attempts(self, feature: Feature, told: Told) -> Iterator[Event]:
        for number, attempt in enumerate(told.attempts, 1):
            began = self._cursor if attempt.began is None else float(believable(attempt.began, told.spec.name[:100]))
            self._cursor = began + min(max(attempt.duration_ms, 0.0), LONGEST_DURATION_MS)
            self._latest = max(self._latest, round(self._cursor))
            yield self._run.begun(round(began), told.spec.scenario_id, number)
            done = self._finished(feature, told.spec, attempt, number, will_retry=number < len(told.attempts))
            yield self._run.ended(round(self._cursor), done, attempt.metadata)

    def _finished(
        self, feature: Feature, spec: ScenarioSpec, attempt: Attempt, number: int, *, will_retry: bool
    ) -> ScenarioFinished:
        quiet = attempt.status in QUIET
        return ScenarioFinished(
            scenario_id=spec.scenario_id,
            run_id=self._run.run_id,
            suite=self._run.suite,
            status=attempt.status,
            attempt=number,
            will_retry=will_retry,
            duration_ms=attempt.duration_ms,
            error_message="" if quiet else clipped(attempt.message),
            error_type="" if quiet else clipped(attempt.type, 200),
            failed_step="" if quiet else clipped(attempt.failed_step, 2_000),
            file_path=feature.path if feature.is_file else "",
            line=attempt.line or spec.line,
            reason=clipped(attempt.reason or (attempt.message if attempt.status == "SKIPPED" else ""), 2_000),
            steps=list(attempt.steps),
        )


def _own_times(report: Report) -> list[int]:
    """The times that attempts bring along."""
    return [
        attempt.began
        for feature in report.features
        for told in feature.scenarios
        for attempt in told.attempts
        if attempt.began is not None
    ]


def _first(report: Report, origin: Origin) -> int:
    """When the run began: as it says, else with its first attempt, else at the file's own time."""
    if report.started is not None:
        return believable(report.started, "the run's start")
    return min(_own_times(report), default=origin.modified_ms)
