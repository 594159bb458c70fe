"""Measures over time in PostgreSQL; hypertables where TimescaleDB is installed, partitions of a month where not."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.adapters.postgres_schema import TIME, Connection, PostgresSchema, Steps
from app.adapters.queries import load_queries
from app.domain.graph import Scope
from app.ports import PERCENTILES, ROLLUP_WIDTHS, Positions, Sample, Spread, Stretch

_SQL: Final = load_queries("postgres_metrics.sql")
_TIME: Final = f"{TIME['moments']}\n{TIME['tables']}\n"
_STEPS: Final = Steps(_TIME + _SQL[name] for name in ("schema-1", "schema-2", "schema-3"))
_MONTH_MS: Final = 28 * 86_400_000
"""No month is shorter, so that one moment of each such stretch names every month there is to make room for."""

_Line = tuple[str, str, str]


class PostgresMetrics:
    """``app.ports.MetricStore`` in a schema of its own; any number of processes read and write."""

    def __init__(self, url: str, schema: str = "measures", *, patience_s: float = 5.0) -> None:
        self._schema = PostgresSchema(url, schema, _STEPS, patience_s=patience_s)
        self._numbers: dict[_Line, int] = {}

    def record(self, consumer: str, positions: Positions, samples: Sequence[Sample]) -> None:
        self._make_room({sample.valid_at // _MONTH_MS for sample in samples})
        lines = self._lines({(*sample.scope, sample.measure) for sample in samples})
        last = {(lines[*s.scope, s.measure], s.valid_at): s.value for s in samples}
        with self._schema.transaction() as connection:
            if last:
                _write(connection, [(*key, value) for key, value in last.items()])
            moved = (consumer, list(positions), list(positions.values()))
            connection.execute(_SQL["move"].encode(), moved)

    def positions(self, consumer: str) -> dict[str, int]:
        return dict(map(_pair, self._schema.rows(_SQL["positions"], (consumer,))))

    def series(self, scope: Scope, measure: str, start: int, end: int) -> list[tuple[int, float]]:
        return list(map(_pair, self._schema.rows(_SQL["series"], (*scope, measure, start, end))))

    def measures(self, scope: Scope) -> list[str]:
        return [name for (name,) in self._schema.rows(_SQL["measures"], scope)]

    def roll_up(self) -> int:
        with self._schema.transaction() as connection:
            connection.execute(_SQL["one-at-a-time"].encode())
            for step in ("take-changes", "know-changes", "forget-changes", "take-hours", "forget-hours"):
                connection.execute(_SQL[step].encode())
            count = sum(_rolled_up(connection, _width(width)) for width in ROLLUP_WIDTHS)
            return count + connection.execute(_SQL["spread"].encode(), {"parts": list(PERCENTILES)}).rowcount

    def rolled_up(self, scope: Scope, measure: str, width: int, start: int, end: int) -> list[Stretch]:
        asked = (*scope, measure, _width(width), start, end)
        return [Stretch(*row) for row in self._schema.rows(_SQL["rolled-up"], asked)]

    def spreads(self, tenant: str, measure: str, start: int, end: int) -> list[Spread]:
        asked = {"tenant": tenant, "measure": measure, "start": start, "end": end, "parts": list(PERCENTILES)}
        with self._schema.statements() as connection:
            return [Spread(*row) for row in connection.execute(_SQL["spreads"].encode(), asked).fetchall()]

    def known_to(self, tenant: str) -> list[str]:
        return [name for (name,) in self._schema.rows(_SQL["known-to"], (tenant,))]

    def retain(self, now: int, raw_ms: int, rolled_ms: int) -> int:
        self.roll_up()
        today = datetime.fromtimestamp(now / 1000, UTC)
        asked = {"raw": _width(raw_ms), "rolled": _width(rolled_ms), "today": today}
        with self._schema.transaction() as connection:
            gone = connection.execute(_SQL["retain"].encode(), asked).fetchone()
        return int(gone[0]) if gone else 0

    def ping(self) -> None:
        self._schema.rows("SELECT 1")

    def close(self) -> None:
        self._schema.close()

    def drop(self) -> None:
        """Remove all of it."""
        self._schema.drop()

    def _make_room(self, months: set[int]) -> None:
        """Before the samples come, in transactions of their own, as partitions are made under a heavy lock."""
        moments = [ms for month in sorted(months) for ms in (month * _MONTH_MS, (month + 1) * _MONTH_MS - 1)]
        if moments:
            with self._schema.statements() as connection:
                connection.execute(_SQL["make-room"].encode(), (moments,))

    def _lines(self, lines: Collection[_Line]) -> dict[_Line, int]:
        """The number of each line; new ones get one."""
        if new := sorted(set(lines) - self._numbers.keys()):
            columns = [list(column) for column in zip(*new, strict=True)]
            with self._schema.statements() as connection:
                connection.execute(_SQL["add-lines"].encode(), columns)
                rows = connection.execute(_SQL["lines"].encode(), columns).fetchall()
            self._numbers.update(
                {(tenant, iteration, measure): number for tenant, iteration, measure, number in rows}
            )
        return {line: self._numbers[line] for line in lines}


def _write(connection: Connection, rows: Sequence[tuple[int, int, float]]) -> None:
    connection.execute(_SQL["stage"].encode())
    with connection.cursor() as cursor, cursor.copy(_SQL["fill"].encode()) as copy:
        copy.set_types(["int8", "int8", "float8"])
        for row in rows:
            copy.write_row(row)
    connection.execute(_SQL["add-samples"].encode())
    connection.execute(_SQL["note-changes"].encode())
    connection.execute(_SQL["note-hours"].encode())


def _rolled_up(connection: Connection, width: timedelta) -> int:
    return connection.execute(_SQL["roll-up"].encode(), {"width": width}).rowcount


def _pair(row: tuple[Any, ...]) -> tuple[Any, Any]:
    first, second = row
    return first, second


def _width(ms: int) -> timedelta:
    return timedelta(milliseconds=ms)
