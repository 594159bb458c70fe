"""When jobs run, and by whom.

The book of jobs decides: a run is claimed for the moment at which it was due, so that of several schedulers one
runs it, and what was missed while nothing ran is done once, at the next start. A holder renews its claim while
it works; when it dies, the claim runs out and the next run goes to whoever is there.
"""

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from app.desk import Desk
from app.errors import MissionControlError
from app.ports import PlannedJob
from workers.jobs.job import Job
from workers.loop import Say

LEASE_MS: Final = 60_000
SLACK_S: Final = 1
"""Timers ring a little early or late."""
FIRST_WAIT_S: Final = 20
"""After a start, what was missed waits so long, so that the first page is not kept waiting."""


class Schedule:
    """The jobs of one process. ``lease_ms``: how long a claim holds without being renewed."""

    def __init__(self, desk: Desk, jobs: Sequence[Job], say: Say, lease_ms: int = LEASE_MS) -> None:
        self._desk, self._jobs, self._say = desk, jobs, say
        self._lease_ms = lease_ms
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
            self._scheduler.add_job(
                self.run, job.trigger, args=[job], id=job.name, name=job.title, next_run_time=max(first, soon)
            )
        self._scheduler.start()

    def stop(self) -> None:
        """End; a job under way is finished first."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def next_due(self, job: Job) -> datetime:
        """When the job is due: once at once where a run was missed, else as its trigger says."""
        last = self._desk.jobs.last(job.name)
        if last is None:
            return _after(job, None, self._now())
        return max(_after(job, _time(last.due), _time(last.due) + timedelta(milliseconds=1)), self._now())

    def run(self, job: Job, *, asked: bool = False) -> bool:
        """Run the job now if it is due (or ``asked`` for) and nobody else does; whether it was run.

        What goes wrong is written in the book.
        """
        book, now = self._desk.jobs, self._desk.clock()
        if not asked and not self._is_due(job):
            return False
        last = book.last(job.name)
        due = max(now, last.due + 1) if last else now  # two runs within a millisecond are two runs
        if not book.claim(job.name, due, now, self.holder, self._lease_ms):
            return False
        self._plan(job, _after(job, _time(now), _time(now) + timedelta(milliseconds=1)))
        with self._renewed(job):
            outcome, detail = self._outcome(job)
        book.finish(job.name, self.holder, self._desk.clock(), outcome, detail)
        return True

    def _plan(self, job: Job, due: datetime) -> None:
        self._desk.jobs.plan([PlannedJob(job.name, job.title, job.rhythm, _ms(due))])

    def _is_due(self, job: Job) -> bool:
        """Whether no other scheduler has run it for this time already."""
        return self.next_due(job) <= self._now() + timedelta(seconds=SLACK_S)

    def _outcome(self, job: Job) -> tuple[str, str]:
        try:
            return "done", job.work(self._desk)
        except MissionControlError as flaw:
            detail = str(flaw)
        except Exception as flaw:  # a fault of ours must not end the other jobs; the book shows it
            detail = f"{type(flaw).__name__}: {flaw}"
        self._say(f"job {job.name} failed: {detail}")
        return "failed", detail[:2_000]

    @contextmanager
    def _renewed(self, job: Job) -> Iterator[None]:
        """Stay the holder while the work goes on."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self._lease_ms / 3_000):
                self._desk.jobs.renew(job.name, self.holder, self._desk.clock(), self._lease_ms)

        thread = threading.Thread(target=renew, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

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
