"""When jobs run, and by whom.

The book of jobs decides: a run is claimed, so that of several schedulers one runs it at a time, and what was missed
while nothing ran, or was broken off, is done once at the next start. No claim depends on the clock, and a clock
that is set forward or back costs no job more than one run too many.
"""

import os
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from app.desk import Desk
from app.domain.traces import NO_TRACE
from app.errors import MissionControlError, StoreUnavailable
from app.ports import JobRun, PlannedJob
from workers.jobs.again import LOOKED_AT, POSTPONED, again_at, put_off
from workers.jobs.job import Job
from workers.loop import Say

SLACK: Final = timedelta(seconds=1)
"""Timers ring a little early or late."""
LOOK_S: Final = 1.0
"""How often the timers are compared with the clock."""
STOP_S: Final = 8.0
"""So long a job under way may keep a process from ending; what starts processes waits two seconds longer."""
FIRST_WAIT_S: Final = 20
"""After a start, what was missed waits so long, so that the first page is not kept waiting."""

FINISH_PAUSES_S: Final = (1, 2, 4, 8, 16)
"""Between the tries to write down that a job is over."""


class Schedule:
    """The jobs of one process."""

    def __init__(self, desk: Desk, jobs: Sequence[Job], say: Say) -> None:
        self._desk, self._jobs, self._say = desk, jobs, say
        self._looked = time.monotonic()
        self._under_way: list[str] = []
        self.holder = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:6]}"
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Plan every job, forget those that are no more, and begin."""
        for gone in {planned.job for planned in self._desk.jobs.planned()} - {job.name for job in self._jobs}:
            self._desk.jobs.unplan(gone)
        for job in self._jobs:
            first = self.next_due(job)
            self._plan(job, first)
            soon = self._now() + timedelta(seconds=FIRST_WAIT_S)
            due = {"next_run_time": max(first, soon), "replace_existing": True}
            self._scheduler.add_job(self.run, job.trigger, args=[job], id=job.name, name=job.title, **due)
        self._scheduler.start()
        self._looked = time.monotonic() + FIRST_WAIT_S

    def step(self) -> int:
        """Begin, if that is still to be done; between two turns: set the timers anew where the clock was set, or a
        run was broken off elsewhere."""
        if not self._scheduler.running:
            self.start()
        if time.monotonic() < self._looked + LOOK_S:
            return 0
        self._looked = time.monotonic()
        for job in self._jobs:
            timer = self._scheduler.get_job(job.name)
            due = self.next_due(job)
            if timer is not None and timer.next_run_time > due + SLACK:
                self._plan(job, due)
                timer.modify(next_run_time=due)
        self._scheduler.wakeup()
        return 0

    def stop(self, within_s: float = STOP_S) -> tuple[str, ...]:
        """End; a job under way has so long to finish. Returns those that did not; they are done at the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        until = time.monotonic() + within_s
        while self._under_way and time.monotonic() < until:
            time.sleep(0.05)
        return tuple(self._under_way)

    def next_due(self, job: Job) -> datetime:
        """When the job is due: at once where a run was missed or broken off, else as its trigger says."""
        return self._due_after(job, self._desk.jobs.runs(job.name, LOOKED_AT))

    def _due_after(self, job: Job, runs: Sequence[JobRun]) -> datetime:
        now, last = self._now(), runs[0] if runs else None
        if last is None:
            planned = [_time(plan.due) for plan in self._desk.jobs.planned() if plan.job == job.name]
            due = min([*planned, _after(job, None, now)])
        elif last.outcome == "abandoned" or _time(last.due) > now + SLACK:  # the clock was set back
            due = now
        else:
            due = _after(job, _time(last.due), _time(last.due) + timedelta(milliseconds=1))
            again = again_at(runs)
            due = due if again is None else min(due, _time(again))
        return max(due, now)

    def run(self, job: Job, *, asked: bool = False) -> bool:
        """Run the job now if it is due (or ``asked`` for) and nobody else does; whether it was run.

        What goes wrong is written in the book.
        """
        book, now = self._desk.jobs, self._desk.clock()
        runs = book.runs(job.name, LOOKED_AT)
        if not asked and self._due_after(job, runs) > self._now() + SLACK:
            return False
        if not book.claim(job.name, now, now, self.holder, runs[0].number if runs else 0):
            return False
        self._plan(job, _after(job, _time(now), _time(now) + timedelta(milliseconds=1)))
        self._under_way.append(job.name)
        try:
            outcome, detail = self._outcome(job, runs)
            self._finish(job, outcome, detail)
        finally:
            self._under_way.remove(job.name)
        if outcome == POSTPONED:
            self._plan(job, self.next_due(job))
        return True

    def _finish(self, job: Job, outcome: str, detail: str) -> None:
        """Written into the book however busy that is: a run that is not ended would keep the job from all others."""
        ended = self._desk.clock()
        for pause in FINISH_PAUSES_S:
            try:
                self._desk.jobs.finish(job.name, self.holder, ended, outcome, detail)
            except StoreUnavailable as flaw:
                self._say(f"job {job.name} is over and cannot be written down: {flaw}; trying again in {pause} s")
                time.sleep(pause)
            else:
                return
        self._desk.jobs.finish(job.name, self.holder, ended, outcome, detail)

    def _plan(self, job: Job, due: datetime) -> None:
        self._desk.jobs.plan([PlannedJob(job.name, job.title, job.rhythm, _ms(due))])

    def _outcome(self, job: Job, earlier: Sequence[JobRun]) -> tuple[str, str]:
        about = {"mission_control.job": job.name}
        with self._desk.tracing.span("job.run", under=NO_TRACE, attributes=about) as span:
            outcome, detail = self._done(job, earlier)
            if outcome != "done":
                span.fail(detail)
        return outcome, detail

    def _done(self, job: Job, earlier: Sequence[JobRun]) -> tuple[str, str]:
        outcome = "failed"
        try:
            return "done", job.work(self._desk)
        except StoreUnavailable as flaw:
            outcome, detail = put_off(earlier, str(flaw))
        except MissionControlError as flaw:
            detail = str(flaw)
        except Exception as flaw:  # a fault of ours must not end the other jobs; the book shows it
            detail = f"{type(flaw).__name__}: {flaw}"
        self._say(f"job {job.name} {outcome}: {detail}")
        return outcome, detail[:2_000]

    def _now(self) -> datetime:
        return _time(self._desk.clock())


def _after(job: Job, previous: datetime | None, now: datetime) -> datetime:
    following = job.trigger.get_next_fire_time(previous, now)
    assert isinstance(following, datetime)  # none of the triggers ever ends
    return following


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
