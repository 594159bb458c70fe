"""The reports of a run's tests, put together to attempts, as plugins and workers let them come in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mission_control_client.names import clipped
from mission_control_client.pytest_outcomes import EXTRA, Attempt, line_of, skip_reason, text_of
from mission_control_client.pytest_tests import Keys, Report, named
from mission_control_client.runs import TestRun
from mission_control_client.scenarios import Feature, Scenario, now

CRASHED = "???"
"""How pytest-xdist names the phase in which a worker died."""


class Attempts:
    """Tells the run of tests and their attempts."""

    def __init__(self, run: TestRun, report: Report) -> None:
        self._run, self._report, self._keys = run, report, Keys()
        self._planned: dict[str, str] = {}
        self._tags: dict[str, tuple[str, ...]] = {}
        self._retried: dict[tuple[str, str], Attempt] = {}
        self._open: dict[tuple[str, str], Attempt] = {}
        self.uncollected = 0
        self.unknown: set[str] = set()

    def planned(self, tests: Iterable[tuple[str, Any, tuple[str, ...]]]) -> None:
        """What will run is known: node id, location and tags of each test."""
        by_file: dict[str, list[Scenario]] = {}
        for nodeid, location, tags in tests:
            if nodeid in self._planned:
                continue
            test = named(nodeid, location[0] if location else nodeid.partition("::")[0], self._report)
            self._planned[nodeid] = self._keys.of(test)
            self._tags[self._planned[nodeid]] = tags
            line = location[1] + 1 if location and location[1] is not None else 0
            scenario = Scenario(self._planned[nodeid], test.name, line, tags, test.rule)
            by_file.setdefault(test.file, []).append(scenario)
        for file, scenarios in by_file.items():
            self._run.feature(Feature(file), scenarios)

    def not_collected(self, report: Any) -> None:
        """Something could not be collected: it is told as a test that broke, or that was skipped."""
        self.uncollected += report.failed
        test = named(report.nodeid, getattr(report, "location", ("",))[0], self._report)
        scenario = Scenario(self._keys.of(test), test.name, 0, (), test.rule)
        result = {"status": "ERROR", "error_message": clipped(text_of(report)), "error_type": "CollectError"}
        if report.skipped:
            result = {"status": "SKIPPED", "reason": clipped(skip_reason(report), 2_000)}
        self._run.alone(Feature(test.file or self._run.suite), scenario, result)

    def reported(self, report: Any) -> None:
        """A phase of an attempt is over."""
        where = (report.nodeid, str(getattr(report, "worker_id", "")))
        if report.when == CRASHED:
            where = next((place for place in self._open if place[0] == report.nodeid), where)
        if where in self._retried and report.when == "teardown":
            return  # of the attempt that is over, and said to be repeated
        if report.when == "setup" or where not in self._open:
            self._open[where] = self._begun(report, where)
        attempt = self._open[where]
        attempt.note(report)
        if report.outcome == "rerun" or report.when in ("teardown", CRASHED):
            self._ended(report, where, self._open.pop(where))

    def _begun(self, report: Any, where: tuple[str, str]) -> Attempt:
        began = _ms(getattr(report, "start", None))
        before = self._retried.pop(where, None)
        if before is not None:
            attempt = Attempt(before.scenario_id, before.number + 1, began, self._run.span.below())
        else:
            attempt = Attempt(self._scenario(report), 1, began, self._run.span.below())
        self._run.begun(attempt.began, attempt.scenario_id, attempt.number, attempt.span)
        return attempt

    def _scenario(self, report: Any) -> str:
        """The id of the test, which is told of first where that was not done."""
        extra = getattr(report, EXTRA, {})
        tags = tuple(extra.get("tags", ()))
        self.unknown.update(extra.get("unknown", ()))
        test = named(report.nodeid, report.location[0], self._report)
        known = self._planned.pop(report.nodeid, None)
        key = known or self._keys.of(test)
        if known is None or tags != self._tags.get(key, ()):
            scenario = Scenario(key, test.name, line_of(report), tags, test.rule)
            self._run.feature(Feature(test.file), [scenario])
        return key

    def _ended(self, report: Any, where: tuple[str, str], attempt: Attempt) -> None:
        again = report.outcome == "rerun"
        if again:
            self._retried[where] = attempt
        file = named(report.nodeid, report.location[0], self._report).file
        at = max(_ms(getattr(report, "stop", None)), attempt.began)
        self._run.ended(at, attempt.result(file, will_retry=again), attempt.span)


def _ms(seconds: Any) -> int:
    """Milliseconds of a time that is told in seconds; now, where none is told."""
    return int(seconds * 1000) if isinstance(seconds, float) and seconds > 0 else now()
