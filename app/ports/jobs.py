"""The book of scheduled jobs: who may run which job when, and how it went."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class JobRun(msgspec.Struct, frozen=True):
    """One run of a job; times in ms. ``due`` is the moment it was run for, ``outcome`` running, done, failed or
    abandoned (its scheduler died), ``detail`` what it did in one sentence."""

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
    """Runs of jobs, shared by every scheduler. A claim is a lease: a holder that dies loses it by itself."""

    def claim(self, job: str, due: int, now: int, holder: str, lease_ms: int) -> bool:
        """Begin the run that was due then. False when another holds the job, or has run it for that moment or a
        later one already. A lease that ran out is taken over, and its run is written down as abandoned."""

    def renew(self, job: str, holder: str, now: int, lease_ms: int) -> bool:
        """Stay the holder for so long from now. False when somebody else is by now."""

    def finish(self, job: str, holder: str, now: int, outcome: str, detail: str) -> bool:
        """End the run. False when it was somebody else's by then; then nothing is written."""

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
        """Forget runs that ended before this moment, save the latest of each job. Returns how many."""

    def ping(self) -> None:
        """Return when the book answers."""

    def close(self) -> None:
        """Let go of everything held."""
