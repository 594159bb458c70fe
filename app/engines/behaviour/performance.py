"""One run: a first round, further rounds for whoever did not pass, and the sum at its end (R-30)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

import msgspec

from app.domain.events import Event
from app.domain.payloads.bdv import FeatureDiscovered, ScenarioFinished
from app.engines.behaviour.command import Bench
from app.engines.behaviour.endings import failed, idle, never_ended, now_ms, outcome_of
from app.engines.behaviour.ledger import GOOD, Ledger
from app.engines.behaviour.plan import Plan
from app.engines.behaviour.request import Emit, Progress, Request, RunReport
from app.engines.behaviour.round import Round
from app.engines.behaviour.store import Store
from app.engines.behaviour.sums import Sums
from app.engines.behaviour.trace import span_below
from app.readers.cucumber_attempts import Attempt, finished
from app.readers.cucumber_reading import Reading
from app.readers.origin import Stamp, clipped
from app.readers.runs import Ending, Run

SOURCE: Final = "mission-control validate"
NOTHING: Final = "COMPLETED", ""


class Stage(NamedTuple):
    """What all runs of one call share."""

    request: Request
    plan: Plan
    scratch: Path
    store: Store
    emit: Emit
    progress: Progress


class Performance:
    """A run under way. ``sums`` is what is known so far, and goes on from run to run."""

    def __init__(self, stage: Stage, sums: Sums) -> None:
        request, plan = stage.request, stage.plan
        self._stage, self._sums = stage, sums
        self.trace = span_below(request.trace)
        self._run = Run(
            Stamp(request.origin, "validate", uuid4().hex, SOURCE, self.trace), request.origin, plan.suite
        )
        self._ledger = Ledger(plan.catalogue, set(plan.selected), stage.store, request.retries)
        self._bench = Bench(
            plan.runner,
            Path(plan.folder),
            Path(plan.start),
            plan.python,
            plan.selection,
            stage.scratch / self._run.run_id,
        )
        self._last: dict[str, ScenarioFinished] = {}
        self._names: dict[str, str] = {}
        self._over = 0
        self._rounds: list[Round] = []

    def perform(self) -> RunReport:
        """From the start to the sums. An interruption ends the runner, and the run is told as cancelled."""
        status, message = NOTHING
        try:
            self._begin()
            if problem := self._stage.plan.problem or self._all_rounds():
                status, message = "BROKEN", problem
        except (KeyboardInterrupt, SystemExit):
            status, message = "CANCELLED", "it was stopped by whoever started it"
        return self._end(status, message)

    def _begin(self) -> None:
        plan, run, now = self._stage.plan, self._run, now_ms()
        note = {"runner": plan.runner, "python": f"{plan.python.path} {plan.python.version}"}
        self._tell([run.started(now, note | ({"tags": plan.selection.text} if plan.selection.text else {}))])
        told = [msgspec.structs.replace(f, suite=run.suite, run_id=run.run_id) for f in plan.features]
        self._tell([run.feature(now, feature) for feature in told])
        declared = [msgspec.structs.replace(j, run_id=run.run_id) for j in plan.journeys]
        self._tell([run.tell("bdv.journey.declared", now, j.journey_id, j) for j in declared])
        self._tell(self._sums.released(plan.selected, run, now))

    def _all_rounds(self) -> str:
        """Every round, also after a failure around scenarios; empty, or why the run cannot be relied on."""
        self._bench.scratch.mkdir()
        problem = ""
        for number in range(self._stage.request.retries + 1):
            self._ledger.rounds_left, tried = self._stage.request.retries - number, self._tried()
            problem = self._round(number) or problem
            if not self._ledger.due or not self._rounds[-1].whole or self._tried() == tried:
                break
        return problem

    def _tried(self) -> int:
        return sum(self._ledger.attempts.values())

    def _round(self, number: int) -> str:
        again = list(self._places())
        reading = Reading(self._run, self._ledger)
        before = self._tried()
        this = Round(self._bench, reading, number, self._stage.request.timeout_s)
        self._rounds.append(this)
        this.perform(self.trace, again, self._tell)
        some_failed = any(status not in GOOD for status in self._ledger.statuses.values())
        return this.problem(some_failed, self._tried() - before)

    def _places(self) -> Iterator[tuple[str, int]]:
        """Where those stand that are due, as the runner calls their files."""
        planned = self._rounds[-1].reading.features.planned.values() if self._rounds else ()
        yield from ((p.uri, p.line) for p in planned if p.scenario_id in self._ledger.due)

    def _tell(self, events: Sequence[Event]) -> None:
        """Send them on; what they say of attempts is kept for the sums."""
        told = [self._versioned(event) for event in events]
        for event in told:
            if isinstance(event.payload, ScenarioFinished):
                self._note(event, event.payload)
            elif isinstance(event.payload, FeatureDiscovered):
                self._names |= {spec.scenario_id: spec.name for spec in event.payload.scenarios}
        if told:
            self._stage.emit(told)

    def _versioned(self, event: Event) -> Event:
        version = self._stage.request.code_version
        if not version or not isinstance(event.payload, ScenarioFinished):
            return event
        return msgspec.structs.replace(event, payload=msgspec.structs.replace(event.payload, code_version=version))

    def _note(self, event: Event, done: ScenarioFinished) -> None:
        self._over += 1
        self._last[done.scenario_id] = done
        if done.status != "SKIPPED":
            self._sums.add(done.scenario_id, outcome_of(event, done))
        total = max(len(self._stage.plan.selected), self._over)
        self._stage.progress(self._names.get(done.scenario_id, ""), self._over, total)

    def _end(self, status: str, message: str) -> RunReport:
        now, plan, run = now_ms(), self._stage.plan, self._run
        self._tell(list(self._abandoned(now, message)))
        self._tell(self._sums.flakes(self._last, run, now))
        ending = Ending(
            status=status,
            message=clipped(message, 6_000),
            full=plan.full and status == "COMPLETED",
            counts=self._sums.counts(plan.selected.keys() | self._last.keys()) | {"journeys": len(plan.journeys)},
            journeys=plan.journeys,
            attachments=[kept for this in self._rounds for kept in this.reading.attachments][:100],
        )
        left = sum(this.reading.left_out for this in self._rounds)
        self._tell([run.completed(now, {"left_out": f"{left} attachments"} if left else {}, ending)])
        return self._report(ending)

    def _abandoned(self, now: int, why: str) -> Iterator[Event]:
        """Attempts that never ended or never came: an error each, so that nobody takes them for open."""
        first = why.partition("\n")[0] or "the runner did not run it again"
        for attempt in self._cut_off(now):
            done = finished(attempt, now, False, self._run)
            yield self._run.ended(now, never_ended(done, attempt, first))
        for scenario_id in self._ledger.due:
            number = self._ledger.attempts[scenario_id] + 1
            done = msgspec.structs.replace(self._last[scenario_id], attempt=number, will_retry=False, duration_ms=0.0)
            text = f"it was due to be tried again: {first}; before that: {done.error_message}"
            yield self._run.begun(now, scenario_id, number)
            yield self._run.ended(now, msgspec.structs.replace(done, status="ERROR", error_message=clipped(text)))

    def _cut_off(self, now: int) -> Iterator[Attempt]:
        """What was under way; a runner that tells of scenarios when they are over was in the next one announced."""
        last = self._rounds[-1] if self._rounds else None
        if last is None or last.finished:
            return
        told = last.reading.under_way()
        yield from told
        following = None if told else last.reading.next_up()
        number = self._ledger.number(following.scenario_id, 1) if following else 0
        if following and number:
            self._tell([self._run.begun(now, following.scenario_id, number)])
            yield Attempt(following, {}, number, now, [], {})

    def _report(self, ending: Ending) -> RunReport:
        plan, held = self._stage.plan, self._sums.held
        return RunReport(
            run_id=self._run.run_id,
            trace_id=self.trace.trace_id,
            span_id=self.trace.span_id,
            status=ending.status,
            message=ending.message,
            unfinished=ending.status != "COMPLETED" and not all(this.finished for this in self._rounds),
            full=bool(ending.full),
            counts=self._run.counts() | ending.counts,
            failed=tuple(
                failed(done, self._names, done.scenario_id in held)
                for done in self._last.values()
                if done.status not in GOOD
            ),
            never_ran=tuple(idle(plan.catalogue, key, key in held) for key in plan.selected if key not in self._last),
            late=tuple(key for key, done in self._last.items() if done.status == "PASSED" and done.attempt > 1),
        )
