"""The book of scheduled jobs in PostgreSQL, shared by the schedulers of several machines."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from app.adapters.postgres_schema import PostgresSchema, Steps
from app.adapters.queries import load_queries
from app.ports import JobRun, PlannedJob

_SQL: Final = load_queries("postgres_jobs.sql")


class PostgresJobs:
    """``app.ports.JobBook`` in a schema of its own; any number of processes read and write."""

    def __init__(self, url: str, schema: str = "jobs", *, patience_s: float = 5.0) -> None:
        self._schema = PostgresSchema(url, schema, Steps((_SQL["schema-1"],)), patience_s=patience_s)

    def claim(self, job: str, due: int, now: int, holder: str, lease_ms: int) -> bool:
        with self._schema.transaction() as connection:
            connection.execute(_SQL["alone"].encode(), (job,))
            connection.execute(_SQL["abandon"].encode(), (job, now))
            taken = connection.execute(_SQL["taken"].encode(), (job, due)).fetchone()
            if taken and taken[0]:
                return False
            connection.execute(_SQL["begin"].encode(), (job, due, now, holder, now + lease_ms))
            return True

    def renew(self, job: str, holder: str, now: int, lease_ms: int) -> bool:
        return bool(self._write("renew", (now + lease_ms, job, holder)))

    def finish(self, job: str, holder: str, now: int, outcome: str, detail: str) -> bool:
        return bool(self._write("finish", (now, outcome, detail, job, holder)))

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
        return [JobRun(*row) for row in self._schema.rows(_SQL["runs"], (job, limit))]

    def prune(self, before: int) -> int:
        return self._write("prune", (before,))

    def ping(self) -> None:
        self._schema.rows("SELECT 1")

    def close(self) -> None:
        self._schema.close()

    def drop(self) -> None:
        """Remove all of it."""
        self._schema.drop()

    def _write(self, query: str, values: Sequence[Any]) -> int:
        with self._schema.statements() as connection:
            return connection.execute(_SQL[query].encode(), values).rowcount
