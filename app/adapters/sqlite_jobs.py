"""The book of scheduled jobs in a SQLite file of its own, shared by every scheduler on the machine.

A job is held by a lock of the operating system on a file of its own beside the book. The system frees it when its
holder dies, however it dies and whatever the clock says meanwhile.
"""

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.ports import JobRun, PlannedJob

_SQL: Final = load_queries("sqlite_jobs.sql")
_SCHEMA: Final = Schema("book of jobs", 0x4D434A42, (_SQL["schema-1"], _SQL["schema-2"]))
_DIED: Final = "whoever did it ended before it was done"

# Asking whether a job is held takes its lock for an instant; whoever claims it in that instant tries again.
_TRIES: Final = 20
_PAUSE_S: Final = 0.02


class SqliteJobs:
    """``app.ports.JobBook`` on one file; any number of processes read and write."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)
        self._path = path
        self._held: dict[str, ExitStack] = {}

    def claim(self, job: str, due: int, now: int, holder: str, known: int = 0) -> bool:
        with ExitStack() as lock:
            if not any(self._try(lock, job) for _ in range(_TRIES)):
                return False
            with self._file.writing() as connection:
                connection.execute(_SQL["abandon"], (job, _DIED))
                if connection.execute(_SQL["since"], (job, known)).get:
                    return False
                connection.execute(_SQL["begin"], (job, due, now, holder))
            self._held[job] = lock.pop_all()
            return True

    def finish(self, job: str, holder: str, now: int, outcome: str, detail: str) -> bool:
        with self._file.writing() as connection:
            connection.execute(_SQL["finish"], (job, holder, now, outcome, detail))
            mine = bool(connection.changes())
        if mine and job in self._held:
            self._held.pop(job).close()
        return mine

    def plan(self, jobs: Sequence[PlannedJob]) -> None:
        with self._file.writing() as connection:
            connection.executemany(_SQL["plan"], map(msgspec.structs.astuple, jobs))

    def planned(self) -> list[PlannedJob]:
        with self._file.reading() as connection:
            return [PlannedJob(*row) for row in connection.execute(_SQL["planned"])]

    def unplan(self, job: str) -> None:
        with self._file.writing() as connection:
            connection.execute(_SQL["unplan"], (job,))

    def last(self, job: str) -> JobRun | None:
        return next(iter(self.runs(job, 1)), None)

    def runs(self, job: str, limit: int) -> list[JobRun]:
        with self._file.reading() as connection:
            runs = [JobRun(*row) for row in connection.execute(_SQL["runs"], (job, limit))]
        return [self._as_it_is(run) for run in runs]

    def prune(self, before: int) -> int:
        with self._file.writing() as connection:
            connection.execute(_SQL["prune"], (before,))
            return int(connection.changes())

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        for lock in self._held.values():
            lock.close()
        self._held.clear()
        self._file.close()

    def _as_it_is(self, run: JobRun) -> JobRun:
        """What is written as under way is so only while somebody holds the job."""
        if run.outcome != "running" or self._is_held(run.job):
            return run
        return msgspec.structs.replace(run, outcome="abandoned", detail=_DIED)

    def _is_held(self, job: str) -> bool:
        with self._lock(job, fcntl.LOCK_SH) as free:
            return not free

    def _try(self, stack: ExitStack, job: str) -> bool:
        """Take the lock for as long as the stack stands; wait a little where somebody has it."""
        with ExitStack() as lock:
            if lock.enter_context(self._lock(job, fcntl.LOCK_EX)):
                stack.enter_context(lock.pop_all())
                return True
        time.sleep(_PAUSE_S)
        return False

    @contextmanager
    def _lock(self, job: str, kind: int) -> Iterator[bool]:
        """Whether the lock could be taken at once; what was taken is held while the block lasts."""
        with self._path.with_name(f"{self._path.name}.{job}.lock").open("ab") as file:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
