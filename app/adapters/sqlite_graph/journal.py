"""The journal: every entry as it came, in small compressed chunks, and how to find some of them again."""

from collections.abc import Iterable, Iterator
from typing import Any

import apsw
import msgspec
import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.catalogue import Whole
from app.adapters.sqlite_graph.codec import StoredMark, decode_entry, decode_mark, encoder
from app.adapters.sqlite_graph.file import QUERIES
from app.adapters.sqlite_graph.packing import press, unpress
from app.domain.graph import Entry, EventMark

CHUNK = 256
_BUCKET = 64


class Told(msgspec.Struct, frozen=True):
    """What is kept beside the entries of a chunk: their times, the greatest acceptance up to the last of
    them, and whom they touch (rows of entities and of entries, by number)."""

    valid: Whole
    accepted: Whole
    top: int
    touched: NDArray[np.uint32]


class Chunk:
    """Some neighbouring entries of one scope; ``lo`` is the number of the first."""

    def __init__(self, lo: int, offsets: bytes, body: bytes) -> None:
        self.lo = lo
        self._offsets = np.frombuffer(offsets, np.uint32).tolist()
        self._body = unpress(body)

    @property
    def hi(self) -> int:
        """The number of the last entry."""
        return self.lo + len(self._offsets) - 2

    def body(self, seq: int) -> bytes:
        """The bytes of one entry."""
        n = seq - self.lo
        return self._body[self._offsets[n] : self._offsets[n + 1]]

    def __iter__(self) -> Iterator[bytes]:
        return (self.body(seq) for seq in range(self.lo, self.hi + 1))


def write(connection: apsw.Connection, scope: int, lo: int, entries: list[Entry], told: Told) -> None:
    """Keep one chunk; ``lo`` is the number of its first entry."""
    buffer, offsets, encode = bytearray(), [0], encoder.encode_into
    for entry in entries:
        encode(entry, buffer, -1)
        offsets.append(len(buffer))
    early, late = _span(told.valid)
    strays = np.flatnonzero((told.valid < early) | (told.valid > late)).tolist()
    connection.executemany(QUERIES["add-stray"], [(scope, int(told.valid[n]), lo + n) for n in strays])
    columns = (told.accepted.tobytes(), told.touched.tobytes(), np.array(offsets, np.uint32).tobytes())
    row = (scope, lo, told.top, early, late, *columns, press(buffer))
    connection.execute(QUERIES["add-chunk"], row)


def _span(valid: Whole) -> tuple[int, int]:
    """A span of valid time around most of the entries; the few outside are kept as strays."""
    ranked = np.sort(valid)
    cut = len(ranked) // 16
    low, high = int(ranked[cut]), int(ranked[len(ranked) - 1 - cut])
    return max(int(ranked[0]), low - (high - low)), min(int(ranked[-1]), high + (high - low))


def chunks(connection: apsw.Connection, scope: int, first: int) -> Iterator[Chunk]:
    """The chunks from this entry on."""
    return (Chunk(*row) for row in connection.execute(QUERIES["chunks"], (scope, first)))


def pick(connection: apsw.Connection, scope: int, seqs: Iterable[int]) -> Iterator[bytes]:
    """The bytes of these entries, in order of arrival."""
    chunk: Chunk | None = None
    for seq in sorted(seqs):
        if chunk is None or seq > chunk.hi:
            for row in connection.execute(QUERIES["chunk-of"], (scope, seq)):
                chunk = Chunk(*row)
        assert chunk is not None
        yield chunk.body(seq)


def about(connection: apsw.Connection, scope: int, entities: Iterable[int]) -> list[Entry]:
    """All entries that speak of any of these entities, in order of arrival."""
    wanted = np.fromiter(entities, np.int64)
    found: set[int] = set()
    for bucket in set((wanted // _BUCKET).tolist()):
        for (pairs,) in connection.execute(QUERIES["touch"], (scope, bucket)):
            found.update(_seqs(pairs, wanted))
    sealed = connection.execute(QUERIES["touched-upto"], (scope,)).get
    for (pairs,) in connection.execute(QUERIES["touched-since"], (scope, sealed + 1)):
        found.update(_seqs(pairs, wanted))
    return [decode_entry(body) for body in pick(connection, scope, found)]


def _seqs(pairs: bytes, wanted: Whole) -> list[int]:
    entity, seq = np.frombuffer(pairs, np.uint32).reshape(2, -1)
    which = entity == wanted[0] if len(wanted) == 1 else np.isin(entity, wanted)
    found: list[int] = seq[which].tolist()
    return found


def file_touches(connection: apsw.Connection, scope: int, upto: int, entity: Whole, seq: Whole) -> None:
    """Sort a sealed stretch of (entity, entry) pairs into buckets of neighbouring entities."""
    if not len(entity):
        return
    order = np.argsort(entity, kind="stable")
    pairs = np.stack((entity[order], seq[order])).astype(np.uint32)
    buckets, starts = np.unique(pairs[0] // _BUCKET, return_index=True)
    ends = [*starts[1:].tolist(), pairs.shape[1]]
    rows: list[tuple[Any, ...]] = [
        (scope, bucket, upto, pairs[:, start:end].tobytes())
        for bucket, start, end in zip(buckets.tolist(), starts.tolist(), ends, strict=True)
    ]
    connection.executemany(QUERIES["add-touch"], rows)


def around(connection: apsw.Connection, scope: int, span: tuple[int, int], known: int, limit: int) -> list[EventMark]:
    """The newest ``limit`` events with a valid time in the span that were accepted by ``known``."""
    start, end = span
    strays = [seq for (seq,) in connection.execute(QUERIES["strays-around"], (scope, start, end))]
    found = {seq: decode_mark(body) for seq, body in zip(strays, pick(connection, scope, strays), strict=True)}
    nearby = list(connection.execute(QUERIES["chunks-around"], (scope, start, end)))
    least = start
    for latest, lo in nearby:
        if latest < least:
            break
        found.update(_marks_of(connection, scope, lo, (start, end), known))
        seen = [mark.valid_at for mark in found.values() if mark.accepted <= known]
        least = sorted(seen)[-limit] if 0 < limit <= len(seen) else start
    marks = [(m.valid_at, m.accepted, seq, m) for seq, m in found.items() if m.accepted <= known]
    newest = sorted(marks)[max(0, len(marks) - limit) :]
    return [EventMark(m.valid_at, m.accepted, m.event_id, m.event_type, m.subject, m.mark) for *_, m in newest]


def _marks_of(
    connection: apsw.Connection, scope: int, lo: int, span: tuple[int, int], known: int
) -> dict[int, StoredMark]:
    ((_, offsets, body),) = connection.execute(QUERIES["chunk-of"], (scope, lo))
    marks = enumerate(map(decode_mark, Chunk(lo, offsets, body)), start=lo)
    return {n: m for n, m in marks if span[0] <= m.valid_at < span[1] and m.accepted <= known}
