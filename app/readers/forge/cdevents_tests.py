"""What CDEvents tell of tests → BDV events.

==============================  =================================================================
the event                       event
==============================  =================================================================
testSuiteRun started            ``bdv.run.started`` of the suite, by the name of its testSuite
testSuiteRun finished           ``bdv.run.completed``; it names no cases, so it sums nothing up. With an outcome other
                                than success, a failure of the run as a whole
testCaseRun started             the scenario, by the name of its testCase, and ``bdv.scenario.started``
testCaseRun finished, skipped   ``bdv.scenario.…``: success PASSED, failure FAILED, anything else ERROR
queued                          nothing
==============================  =================================================================
"""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.domain.identity import feature_key, scenario_key
from app.domain.payloads import Payload
from app.domain.payloads.bdv import (
    FeatureDiscovered,
    RunCompleted,
    RunStarted,
    ScenarioFinished,
    ScenarioSpec,
    ScenarioStarted,
)
from app.readers.forge.cdevents_types import Told
from app.readers.origin import Origin, Stamp

SUBJECTS: Final = ("testsuiterun", "testcaserun")

_STATUS: Final = {"success": "PASSED", "failure": "FAILED"}
_ENDS: Final = {"PASSED": "completed", "SKIPPED": "skipped"}


def events_of(told: Told, origin: Origin, format_name: str) -> Iterator[Event]:
    """The events that one CDEvent about tests leads to."""
    tests = _Tests(told, Stamp(origin, format_name, "tests"))
    if told.predicate not in ("started", "finished", "skipped"):
        return
    yield from tests.suite() if told.subject == "testsuiterun" else tests.case()


class _Tests:
    """One event on its way; its own id tells it from a second one that says the same."""

    def __init__(self, told: Told, stamp: Stamp) -> None:
        self._told, self._stamp = told, stamp

    def _event(self, event_type: str, node: str, payload: Payload) -> Event:
        told = self._told
        natural = f"{told.event_id}|{told.id}|{node}"
        return self._stamp.event(event_type, told.at, node, payload, natural=natural, correlation_id=told.id)

    def suite(self) -> Iterator[Event]:
        """A run begins or ends."""
        told = self._told
        name = told.reference("testSuite", "name") or told.reference("testSuite") or "tests"
        if told.predicate == "started":
            yield self._event("bdv.run.started", name, RunStarted(run_id=told.id, suite=name))
        elif told.predicate == "finished":
            if not told.good:
                yield from self._failed(name)
            yield self._event("bdv.run.completed", name, RunCompleted(run_id=told.id, suite=name, full=False))

    def _failed(self, suite: str) -> Iterator[Event]:
        key, told = scenario_key(f"({suite})", "run"), self._told
        yield self._feature(f"({suite})", ScenarioSpec(scenario_id=key, name=suite, kind="run"), suite)
        done = ScenarioFinished(
            scenario_id=key, run_id=told.id, suite=suite, status="FAILED", error_message=told.error
        )
        yield self._event("bdv.scenario.failed", key, done)

    def case(self) -> Iterator[Event]:
        """A scenario begins or ends."""
        told = self._told
        name = told.reference("testCase", "name") or told.reference("testCase") or told.id
        path = f"test cases/{told.reference('testCase', 'type') or 'all'}"
        key, run = scenario_key(path, name), told.reference("testSuiteRun") or told.id
        yield self._feature(path, ScenarioSpec(scenario_id=key, name=name), "")
        if told.predicate == "started":
            yield self._event("bdv.scenario.started", key, ScenarioStarted(scenario_id=key, run_id=run))
            return
        skipped = told.predicate == "skipped"
        status = "SKIPPED" if skipped else _STATUS.get(told.text("outcome") or "success", "ERROR")
        done = ScenarioFinished(
            scenario_id=key,
            run_id=run,
            status=status,
            reason=told.text("reason") if skipped else "",
            error_message="" if status in ("PASSED", "SKIPPED") else told.error,
        )
        yield self._event(f"bdv.scenario.{_ENDS.get(status, 'failed')}", key, done)

    def _feature(self, path: str, spec: ScenarioSpec, suite: str) -> Event:
        key = feature_key(path)
        found = FeatureDiscovered(feature_id=key, feature_path=path, name=path, suite=suite, scenarios=[spec])
        return self._event("bdv.feature.discovered", key, found)
