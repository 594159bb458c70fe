"""Measures over time in a SQLite file of their own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import apsw
import msgspec

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.domain.graph import Scope
from app.ports import ROLLUP_WIDTHS, Positions, Sample, Spread, Stretch, spread_of

_SQL: Final = load_queries("sqlite_metrics.sql")
_SCHEMA: Final = Schema("measures", 0x4D434D45, (_SQL["schema-1"], _SQL["schema-2"], _SQL["schema-3"]))

_Line = tuple[str, str, str]


class SqliteMetrics:
    """``app.ports.MetricStore`` on one file; one process writes, any number read."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)

    def record(self, consumer: str, positions: Positions, samples: Sequence[Sample]) -> None:
        lines = [(*sample.scope, sample.measure) for sample in samples]
        with self._file.writing() as connection:
            numbers = {line: _number(connection, line) for line in set(lines)}
            rows = [(numbers[line], s.valid_at, s.value) for line, s in zip(lines, samples, strict=True)]
            connection.executemany(_SQL["add-sample"], rows)
            connection.executemany(_SQL["note-change"], (row[:2] for row in rows))
            connection.executemany(_SQL["move"], ((consumer, *pair) for pair in positions.items()))

    def positions(self, consumer: str) -> dict[str, int]:
        with self._file.reading() as connection:
            return dict(connection.execute(_SQL["positions"], (consumer,)))

    def series(self, scope: Scope, measure: str, start: int, end: int) -> list[tuple[int, float]]:
        with self._file.reading() as connection:
            return list(connection.execute(_SQL["series"], (*scope, measure, start, end)))

    def measures(self, scope: Scope) -> list[str]:
        with self._file.reading() as connection:
            return [name for (name,) in connection.execute(_SQL["measures"], scope)]

    def roll_up(self) -> int:
        with self._file.writing() as connection:
            before = connection.total_changes()
            for width in ROLLUP_WIDTHS:
                connection.execute(_SQL["roll-up"], (width,))
            for hour in list(connection.execute(_SQL["changed-hours"])):
                if found := _spread(connection, *hour):
                    connection.execute(_SQL["set-spread"], (*hour[:2], *msgspec.structs.astuple(found)))
            written = connection.total_changes() - before
            connection.execute(_SQL["settled"])
            return int(written)

    def rolled_up(self, scope: Scope, measure: str, width: int, start: int, end: int) -> list[Stretch]:
        with self._file.reading() as connection:
            rows = connection.execute(_SQL["rolled-up"], (*scope, measure, width, start, end))
            return [Stretch(*row) for row in rows]

    def spreads(self, tenant: str, measure: str, start: int, end: int) -> list[Spread]:
        asked = (tenant, measure, start, end)
        with self._file.reading() as connection:
            kept = {row[0]: Spread(*row) for row in connection.execute(_SQL["spreads"], asked)}
            for (hour,) in list(connection.execute(_SQL["changed-hours-of"], asked)):
                fresh = _spread(connection, tenant, measure, hour)
                if fresh and (hour not in kept or fresh.count >= kept[hour].count):
                    kept[hour] = fresh
        return [kept[hour] for hour in sorted(kept)]

    def known_to(self, tenant: str) -> list[str]:
        with self._file.reading() as connection:
            return [name for (name,) in connection.execute(_SQL["known-to"], (tenant,))]

    def retain(self, now: int, raw_ms: int, rolled_ms: int) -> int:
        self.roll_up()
        with self._file.writing() as connection:
            before = connection.total_changes()
            connection.execute(_SQL["forget-samples"], (now - raw_ms,))
            connection.execute(_SQL["forget-rollups"], (now - rolled_ms,))
            connection.execute(_SQL["forget-spreads"], (now - rolled_ms,))
            return int(connection.total_changes() - before)

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()


def _spread(connection: apsw.Connection, tenant: str, measure: str, hour: int) -> Spread | None:
    """From the samples; none where none are left."""
    values = [value for (value,) in connection.execute(_SQL["values-of-hour"], (tenant, measure, hour, hour))]
    return spread_of(hour, values) if values else None


def _number(connection: apsw.Connection, line: _Line) -> int:
    connection.execute(_SQL["add-line"], line)
    return int(next(connection.execute(_SQL["line"], line))[0])
