"""The event log in a SQLite file: many short writers, many readers, in several processes.

Within one append records are placed in order of partition, and within a partition in the order given;
so one millisecond has room for a whole append, and acceptances still grow strictly with the log. Two
appends in one millisecond, or a clock that steps back, move the stamp a millisecond past the last one.
"""

import heapq
import threading
import time
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Final

import apsw

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.domain.moments import acceptance, known_ms
from app.domain.onward import Onward
from app.domain.partitions import LANES, NAMES, ORDINALS, lanes_of, partition_of
from app.errors import BadRequest
from app.ports import Clock, Message, Positions, Record

_SQL: Final = load_queries("sqlite_log.sql")
_SCHEMA: Final = Schema("event log", 0x4D434C47, (_SQL["schema-1"],))

_LOOK_EVERY_S: Final = 0.002
"""A look whether anybody wrote takes a few microseconds."""

_Row = tuple[int, int, int, str, bytes]


class SqliteLog:
    """``app.ports.EventLog`` on one file of its own. An append that returned survives a power cut."""

    def __init__(self, path: Path, clock: Clock, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, durable=True, patience_ms=patience_ms)
        self._clock = Onward(clock, lambda: time.monotonic_ns() // 1_000_000)
        self._met = threading.local()

    def append(self, messages: Sequence[Message]) -> list[Record]:
        if not messages:
            return []
        _known_lanes({message.topic for message in messages})
        lanes = [ORDINALS[m.topic, partition_of(m.topic, m.key)] for m in messages]
        order = sorted(range(len(lanes)), key=lanes.__getitem__)
        with self._file.writing() as connection:
            places, last = _places([lanes[n] for n in order], _ends(connection)), _last_accepted(connection)
            self._clock.saw(known_ms(last))
            stamps = _stamps(places, self._clock(), last)
            rows = [
                (stamp, *lane_and_place, messages[n].key, messages[n].value)
                for n, stamp, lane_and_place in zip(order, stamps, places, strict=True)
            ]
            _write(connection, rows)
        records = dict(zip(order, map(_record, rows), strict=True))
        return [records[n] for n in range(len(messages))]

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        lanes = _known_lanes(topics, shares)
        with self._file.reading() as connection:
            ends = _ends(connection)
            starts = ((lane, after.get(NAMES[lane], 0)) for lane in lanes if lane in ends)
            behind = [(lane, start) for lane, start in starts if start < ends[lane]]
            # Acceptance comes first in a row and is unique, so the merge compares nothing else.
            rows: Iterable[_Row] = heapq.merge(*(connection.execute(_SQL["follow"], lane) for lane in behind))
            return [_record(row) for row in islice(rows, max(limit, 0))]

    def wait(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        before = self._met.__dict__.get("stands")
        while (stands := self._file.stands()) == before and time.monotonic() < deadline:
            time.sleep(min(_LOOK_EVERY_S, timeout_s))
        self._met.stands = stands

    def commit(self, group: str, positions: Positions) -> None:
        with self._file.writing() as connection:
            connection.executemany(_SQL["commit"], ((group, *pair) for pair in positions.items()))

    def committed(self, group: str) -> dict[str, int]:
        with self._file.reading() as connection:
            return dict(connection.execute(_SQL["committed"], (group,)))

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        lanes = _known_lanes(topics)
        with self._file.reading() as connection:
            ends = _ends(connection)
        return {NAMES[lane]: ends[lane] for lane in lanes if lane in ends}

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        lanes = _known_lanes(topics)
        with self._file.reading() as connection:
            ends = _ends(connection)
            since = acceptance(known_ms, 0, 0)
            return {NAMES[lane]: _first(connection, lane, ends[lane], since) for lane in lanes if lane in ends}

    def trim(self, before: Positions) -> int:
        with self._file.writing() as connection:
            start = connection.total_changes()
            for name, place in before.items():
                connection.execute(_SQL["trim"], (NAMES.index(name), place))
            return int(connection.total_changes() - start)

    def begin(self, positions: Positions, accepted: int) -> None:
        with self._file.writing() as connection:
            ends = _ends(connection)
            later = ((NAMES.index(name), place) for name, place in positions.items())
            rows = [(lane, place, accepted) for lane, place in later if place > ends.get(lane, 0)]
            connection.executemany(_SQL["end-lane"], rows)

    def remark(self) -> str:
        return ""

    def ping(self) -> None:
        with self._file.reading() as connection:
            _last_accepted(connection)

    def close(self) -> None:
        self._file.close()


def _places(lanes: Sequence[int], ends: dict[int, int]) -> list[tuple[int, int]]:
    """For each record in turn its partition and the offset it gets there."""
    following = {lane: count(ends.get(lane, 0)) for lane in set(lanes)}
    return [(lane, next(following[lane])) for lane in lanes]


def _stamps(places: Sequence[tuple[int, int]], ms: int, last: int) -> list[int]:
    """An acceptance for each record in turn, each greater than the one before it and than ``last``."""
    ms = max(ms, known_ms(last))
    stamps = []
    for lane, place in places:
        stamp = acceptance(ms, lane, place)
        if stamp <= last:
            ms += 1
            stamp = acceptance(ms, lane, place)
        stamps.append(stamp)
        last = stamp
    return stamps


def _write(connection: apsw.Connection, rows: Sequence[_Row]) -> None:
    connection.executemany(_SQL["add"], rows)
    ends = {lane: (lane, place + 1, accepted) for accepted, lane, place, _, _ in rows}
    connection.executemany(_SQL["end-lane"], ends.values())


def _record(row: _Row) -> Record:
    accepted, lane, place, key, value = row
    topic, partition = LANES[lane]
    return Record(topic, partition, place, accepted, key, value)


def _ends(connection: apsw.Connection) -> dict[int, int]:
    return dict(connection.execute(_SQL["ends"]))


def _last_accepted(connection: apsw.Connection) -> int:
    return int(next(connection.execute(_SQL["last-accepted"]))[0])


def _first(connection: apsw.Connection, lane: int, end: int, since: int) -> int:
    """The first offset of the partition accepted at ``since`` or later, by halving; what is gone was earlier."""

    def accepted(place: int) -> int:
        row = connection.execute(_SQL["accepted-at"], (lane, place)).fetchone()
        return 0 if row is None else int(row[0])

    return bisect_left(range(end), since, key=accepted)


def _known_lanes(topics: Iterable[str], shares: Collection[int] | None = None) -> list[int]:
    try:
        return lanes_of(topics, shares)
    except KeyError as unknown:
        raise BadRequest(f"there is no topic {unknown} on the event log") from unknown
