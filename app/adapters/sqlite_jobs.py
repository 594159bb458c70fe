"""The book of scheduled jobs in a SQLite file of its own, shared by every scheduler on the machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.ports import JobRun, PlannedJob

_SQL: Final = load_queries("sqlite_jobs.sql")
_SCHEMA: Final = Schema("book of jobs", 0x4D434A42, (_SQL["schema-1"],))


class SqliteJobs:
    """``app.ports.JobBook`` on one file; any number of processes read and write."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)

    def claim(self, job: str, due: int, now: int, holder: str, lease_ms: int) -> bool:
        with self._file.writing() as connection:
            connection.execute(_SQL["abandon"], (job, now))
            if connection.execute(_SQL["taken"], (job, due)).get:
                return False
            connection.execute(_SQL["begin"], (job, due, now, holder, now + lease_ms))
            return True

    def renew(self, job: str, holder: str, now: int, lease_ms: int) -> bool:
        with self._file.writing() as connection:
            connection.execute(_SQL["renew"], (job, holder, now + lease_ms))
            return bool(connection.changes())

    def finish(self, job: str, holder: str, now: int, outcome: str, detail: str) -> bool:
        with self._file.writing() as connection:
            connection.execute(_SQL["finish"], (job, holder, now, outcome, detail))
            return bool(connection.changes())

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
            return [JobRun(*row) for row in connection.execute(_SQL["runs"], (job, limit))]

    def prune(self, before: int) -> int:
        with self._file.writing() as connection:
            connection.execute(_SQL["prune"], (before,))
            return int(connection.changes())

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()
