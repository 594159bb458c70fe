"""The book of scheduled jobs in PostgreSQL, shared by the schedulers of several machines.

A job is held by a lock of the server that belongs to one connection of its holder. The server frees it when that
connection is no more, however it ended and whatever the clocks say meanwhile.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import msgspec
import psycopg

from app.adapters.postgres_schema import Connection, PostgresSchema, Steps
from app.adapters.queries import load_queries
from app.ports import JobRun, PlannedJob

_SQL: Final = load_queries("postgres_jobs.sql")
_DIED: Final = "whoever did it ended before it was done"


class PostgresJobs:
    """``app.ports.JobBook`` in a schema of its own; any number of processes read and write."""

    def __init__(self, url: str, schema: str = "jobs", *, patience_s: float = 5.0) -> None:
        self._schema = PostgresSchema(url, schema, Steps((_SQL["schema-1"],)), patience_s=patience_s)
        self._held: dict[str, Connection] = {}
        self._turn = threading.Lock()

    def claim(self, job: str, due: int, now: int, holder: str, known: int = 0) -> bool:
        with self._turn:
            if job in self._held or (lock := self._lock_on(job)) is None:
                return False
            if not self._begun(job, due, now, holder, known):
                _let_go(lock)
                return False
            self._held[job] = lock
            return True

    def finish(self, job: str, holder: str, now: int, outcome: str, detail: str) -> bool:
        with self._turn:
            mine = bool(self._write("finish", (now, outcome, detail, job, holder)))
            if mine and job in self._held:
                _let_go(self._held.pop(job))
            return mine

    def plan(self, jobs: Sequence[PlannedJob]) -> None:
        with self._schema.transaction() as connection, connection.cursor() as cursor:
            cursor.executemany(_SQL["plan"].encode(), [msgspec.structs.astuple(job) for job in jobs])

    def planned(self) -> list[PlannedJob]:
        return [PlannedJob(*row) for row in self._schema.rows(_SQL["planned"])]

    def unplan(self, job: str) -> None:
        self._write("unplan", (job,))

    def last(self, job: str) -> JobRun | None:
        return next(iter(self.runs(job, 1)), None)

    def runs(self, job: str, limit: int) -> list[JobRun]:
        return [self._as_it_is(JobRun(*row)) for row in self._schema.rows(_SQL["runs"], (job, limit))]

    def prune(self, before: int) -> int:
        return self._write("prune", (before,))

    def ping(self) -> None:
        self._schema.rows("SELECT 1")

    def close(self) -> None:
        with self._turn:
            for lock in self._held.values():
                lock.close()
            self._held.clear()
        self._schema.close()

    def drop(self) -> None:
        """Remove all of it."""
        self._schema.drop()

    def _lock_on(self, job: str) -> Connection | None:
        """A connection that holds the job for as long as it is open, unless somebody else holds it."""
        connection = self._schema.connected()
        taken = connection.execute(_SQL["hold"].encode(), (job,)).fetchone()
        if taken and taken[0]:
            return connection
        connection.close()
        return None

    def _begun(self, job: str, due: int, now: int, holder: str, known: int) -> bool:
        with self._schema.transaction() as connection:
            connection.execute(_SQL["abandon"].encode(), (_DIED, job))
            since = connection.execute(_SQL["since"].encode(), (job, known)).fetchone()
            if since and since[0]:
                return False
            connection.execute(_SQL["begin"].encode(), (job, due, now, holder))
            return True

    def _as_it_is(self, run: JobRun) -> JobRun:
        """What is written as under way is so only while somebody holds the job."""
        if run.outcome != "running" or self._schema.rows(_SQL["is-free"], (run.job,)) == [(False,)]:
            return run
        return msgspec.structs.replace(run, outcome="abandoned", detail=_DIED)

    def _write(self, query: str, values: Sequence[Any]) -> int:
        with self._schema.statements() as connection:
            return connection.execute(_SQL[query].encode(), values).rowcount


def _let_go(lock: Connection) -> None:
    """Give the job back before the connection goes: the server may notice that a little later."""
    with suppress(psycopg.Error):
        lock.execute(b"SELECT pg_advisory_unlock_all()")
    lock.close()
