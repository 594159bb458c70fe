"""Runs a project for real, in a process of its own, and keeps what was told."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.domain.behaviour.known import Known
from app.domain.events import Event
from app.domain.payloads.bdv import RunCompleted, ScenarioFinished, ScenarioSpec, StepResult
from app.domain.state import IterationState
from app.domain.verdict.bdv import judge_bdv
from app.domain.verdict.model import StreamJudgement
from app.engines.behaviour.request import Report, Request, RunReport
from app.engines.behaviour.validate import validate
from app.readers.origin import Origin
from app.wire.avro import encode
from tests.readers.inputs import of_type, scenarios, state_of


class Told(NamedTuple):
    """The report, and the events in the order they were sent."""

    report: Report
    events: list[Event]

    @property
    def run(self) -> RunReport:
        """The only run's report."""
        (run,) = self.report.runs
        return run

    @property
    def state(self) -> IterationState:
        """What the product makes of it."""
        return state_of(self.events)

    @property
    def judgement(self) -> StreamJudgement:
        """What BDV says."""
        return judge_bdv(self.state, True)

    @property
    def ended(self) -> list[RunCompleted]:
        """How the runs were summed up."""
        return of_type(self.events, "bdv.run.completed")

    def attempts(self, name: str) -> list[ScenarioFinished]:
        """The attempts at the scenario of this name, in order."""
        keys = {key for key, spec in scenarios(self.events).items() if spec.name == name}
        return [d for d in self.finished() if d.scenario_id in keys]

    def finished(self) -> list[ScenarioFinished]:
        """Every attempt."""
        return of_type(self.events, "bdv.scenario.completed", "bdv.scenario.failed", "bdv.scenario.skipped")

    def spec(self, name: str) -> ScenarioSpec:
        """The scenario of this name."""
        return next(spec for spec in scenarios(self.events).values() if spec.name == name)

    def step(self, scenario: str, text: str) -> StepResult:
        """A step of the scenario's last attempt."""
        return next(step for step in self.attempts(scenario)[-1].steps if text in step.text)

    def outcomes(self) -> Counter[str]:
        """How many scenarios ended how."""
        return Counter(done.status for done in self.finished() if not done.will_retry)


def run(path: Path, known: Known | None = None, **said: Any) -> Told:
    """Validate with this interpreter; every event that is told can be sent."""
    events: list[Event] = []

    def emit(told: Sequence[Event]) -> None:
        for event in told:
            assert encode(event)
        events.extend(told)

    origin = Origin(tenant="t", iteration="i", project="p", commit=said.pop("commit", "c0ffee"), batch_id="b")
    request = Request(
        **{"path": path, "origin": origin, "store": path.parent / "kept", "python": sys.executable, **said}
    )
    return Told(validate(request, known or Known(), emit, lambda name, done, total: None), events)
