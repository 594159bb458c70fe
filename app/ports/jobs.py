"""The book of scheduled jobs: who may run which job when, and how it went."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class JobRun(msgspec.Struct, frozen=True):
    """One run of a job; times in ms. ``number`` grows from run to run, ``due`` is the moment it was run for,
    ``outcome`` running, done, failed, postponed (a store was busy: tried again soon) or abandoned (whoever did it
    died; ``ended`` is then 0), ``detail`` what it did in one sentence."""

    number: int
    job: str
    due: int
    started: int
    ended: int = 0
    outcome: str = "running"
    detail: str = ""
    holder: str = ""


class PlannedJob(msgspec.Struct, frozen=True):
    """A job as people see it: its name, what it is called, how often in words, and when it is due next (ms)."""

    job: str
    title: str
    rhythm: str
    due: int


class JobBook(Protocol):
    """Runs of jobs, shared by every scheduler. Who holds a job is known without a clock: a claim lasts until its run
    is finished, or until the process that made it is no more."""

    def claim(self, job: str, due: int, now: int, holder: str, known: int = 0) -> bool:
        """Begin a run. False when somebody holds the job, or when it was run since the run of number ``known``.

        What was begun by somebody who is no more is written down as abandoned."""

    def finish(self, job: str, holder: str, now: int, outcome: str, detail: str) -> bool:
        """End the run and let go of the job. False when it was not the holder's; then nothing is written."""

    def plan(self, jobs: Sequence[PlannedJob]) -> None:
        """Write down when each of these is due next; jobs that are not named stay as they are."""

    def planned(self) -> list[PlannedJob]:
        """What is planned, in the order in which it was first written down."""

    def unplan(self, job: str) -> None:
        """Forget that the job is planned; its runs stay."""

    def last(self, job: str) -> JobRun | None:
        """The latest run, under way or ended."""

    def runs(self, job: str, limit: int) -> list[JobRun]:
        """The latest runs, newest first."""

    def prune(self, before: int) -> int:
        """Forget runs that began before this moment, save the latest of each job. Returns how many."""

    def ping(self) -> None:
        """Return when the book answers."""

    def close(self) -> None:
        """Let go of everything held."""
