"""The journal: every entry as it came, in small compressed chunks, and how to find some of them again."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.columnar.catalogue import Whole
from app.columnar.codec import StoredMark, decode_entry, decode_mark, encoder
from app.columnar.packing import press, unpress
from app.columnar.rows import Rows
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


def write(rows: Rows, scope: int, lo: int, entries: list[Entry], told: Told) -> None:
    """Keep one chunk; ``lo`` is the number of its first entry."""
    buffer, offsets, encode = bytearray(), [0], encoder.encode_into
    for entry in entries:
        encode(entry, buffer, -1)
        offsets.append(len(buffer))
    early, late = _span(told.valid)
    strays = np.flatnonzero((told.valid < early) | (told.valid > late)).tolist()
    rows.tell_each("add-stray", [(scope, int(told.valid[n]), lo + n) for n in strays])
    columns = (told.accepted.tobytes(), told.touched.tobytes(), np.array(offsets, np.uint32).tobytes())
    row = (scope, lo, told.top, early, late, *columns, press(buffer))
    rows.tell("add-chunk", *row)


def _span(valid: Whole) -> tuple[int, int]:
    """A span of valid time around most of the entries; the few outside are kept as strays."""
    ranked = np.sort(valid)
    cut = len(ranked) // 16
    low, high = int(ranked[cut]), int(ranked[len(ranked) - 1 - cut])
    return max(int(ranked[0]), low - (high - low)), min(int(ranked[-1]), high + (high - low))


def chunks(rows: Rows, scope: int, first: int) -> Iterator[Chunk]:
    """The chunks from this entry on."""
    return (Chunk(*row) for row in rows.ask("chunks", scope, first))


def told(rows: Rows, scope: int) -> Iterator[tuple[Whole, Whole, Whole]]:
    """Of each chunk: when its entries were accepted; and who is spoken of, by which of them (two columns)."""
    for lo, accepted, touched in rows.ask("told", scope):
        entity, seq = np.frombuffer(touched, np.uint32).reshape(2, -1).astype(np.int64)
        yield np.frombuffer(accepted, np.int64), entity, seq - lo


def chunk_of(rows: Rows, scope: int, seq: int) -> Chunk:
    """The chunk that holds this entry."""
    return Chunk(*rows.one("chunk-of", scope, seq))


def pick(rows: Rows, scope: int, seqs: Iterable[int]) -> Iterator[bytes]:
    """The bytes of these entries, in order of arrival."""
    chunk: Chunk | None = None
    for seq in sorted(seqs):
        if chunk is None or seq > chunk.hi:
            chunk = chunk_of(rows, scope, seq)
        yield chunk.body(seq)


def about(rows: Rows, scope: int, entities: Iterable[int]) -> list[Entry]:
    """All entries that speak of any of these entities, in order of arrival."""
    wanted = np.fromiter(entities, np.int64)
    found: set[int] = set()
    buckets = [(scope, bucket) for bucket in sorted(set((wanted // _BUCKET).tolist()))]
    rows.expect(("touch", buckets), ("touched-upto", [(scope,)]))
    for (pairs,) in rows.ask_each("touch", buckets):
        found.update(_seqs(pairs, wanted))
    sealed = rows.one("touched-upto", scope)
    for (pairs,) in rows.ask("touched-since", scope, sealed + 1):
        found.update(_seqs(pairs, wanted))
    return [decode_entry(body) for body in pick(rows, scope, found)]


def _seqs(pairs: bytes, wanted: Whole) -> list[int]:
    entity, seq = np.frombuffer(pairs, np.uint32).reshape(2, -1)
    which = entity == wanted[0] if len(wanted) == 1 else np.isin(entity, wanted)
    found: list[int] = seq[which].tolist()
    return found


def file_touches(rows: Rows, scope: int, upto: int, entity: Whole, seq: Whole) -> None:
    """Sort a sealed stretch of (entity, entry) pairs into buckets of neighbouring entities."""
    if not len(entity):
        return
    order = np.argsort(entity, kind="stable")
    pairs = np.stack((entity[order], seq[order])).astype(np.uint32)
    buckets, starts = np.unique(pairs[0] // _BUCKET, return_index=True)
    ends = [*starts[1:].tolist(), pairs.shape[1]]
    filed: list[tuple[Any, ...]] = [
        (scope, bucket, upto, pairs[:, start:end].tobytes())
        for bucket, start, end in zip(buckets.tolist(), starts.tolist(), ends, strict=True)
    ]
    rows.tell_each("add-touch", filed)


def around(rows: Rows, scope: int, span: tuple[int, int], known: int, limit: int) -> list[EventMark]:
    """The newest ``limit`` events with a valid time in the span that were accepted by ``known``."""
    start, end = span
    rows.expect(("strays-around", [(scope, start, end)]), ("chunks-around", [(scope, start, end)]))
    strays = [seq for (seq,) in rows.ask("strays-around", scope, start, end)]
    found = {seq: decode_mark(body) for seq, body in zip(strays, pick(rows, scope, strays), strict=True)}
    nearby = list(rows.ask("chunks-around", scope, start, end))
    least = start
    for latest, lo in nearby:
        if latest < least:
            break
        found.update(_marks_of(rows, scope, lo, (start, end), known))
        seen = [mark.valid_at for mark in found.values() if mark.accepted <= known]
        least = sorted(seen)[-limit] if 0 < limit <= len(seen) else start
    marks = [(m.valid_at, m.accepted, seq, m) for seq, m in found.items() if m.accepted <= known]
    newest = sorted(marks)[max(0, len(marks) - limit) :]
    return [
        EventMark(m.valid_at, m.accepted, m.event_id, m.event_type, m.subject, m.mark, m.trace) for *_, m in newest
    ]


def _marks_of(rows: Rows, scope: int, lo: int, span: tuple[int, int], known: int) -> dict[int, StoredMark]:
    marks = enumerate(map(decode_mark, chunk_of(rows, scope, lo)), start=lo)
    return {n: m for n, m in marks if span[0] <= m.valid_at < span[1] and m.accepted <= known}
