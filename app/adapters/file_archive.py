"""The archive as files: one per stretch of a partition, compressed, its digest in its first line.

``archive/<topic>-<partition>/<first>-<next>.events`` holds the offsets from ``first`` up to, not with,
``next``. A file gets its name last, so that whatever has a name is whole.
"""

import hashlib
import heapq
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Final

import msgspec
import zstandard

from app.domain.moments import acceptance
from app.domain.partitions import is_in
from app.errors import StoreUnavailable
from app.ports import Positions, Record

SUFFIX: Final = ".events"


class Head(msgspec.Struct, frozen=True):
    """The first line of a piece: its place, its acceptances and the SHA-256 of what follows."""

    topic: str
    partition: int
    first: int
    next: int
    count: int
    earliest: int
    latest: int
    sha256: str


_Row = tuple[int, int, str, bytes]
_HEAD: Final = msgspec.json.Decoder(Head)
_ROWS: Final = msgspec.msgpack.Decoder(list[_Row])


class FileArchive:
    """``app.ports.Archive`` in a folder; one process keeps, any number read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends: dict[str, tuple[int, int]] = {}

    def keep(self, records: Sequence[Record]) -> int:
        kept = 0
        by_lane = sorted(records, key=lambda r: (r.topic, r.partition, r.offset))
        for (topic, partition), group in groupby(by_lane, lambda r: (r.topic, r.partition)):
            end = self.ends((topic,)).get(f"{topic}-{partition}", 0)
            fresh = [record for record in group if record.offset >= end]
            if fresh:
                self._write(topic, partition, fresh)
                kept += len(fresh)
        return kept

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        held = (name for name in self.ends(topics) if is_in(name, shares))
        lanes = (self._lane(name, after.get(name, 0)) for name in held)
        return list(islice(heapq.merge(*lanes, key=lambda record: record.accepted), max(limit, 0)))

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        if not self._folder.is_dir():
            return {}
        with os.scandir(self._folder) as lanes:
            found = {lane.name: self._end(lane) for lane in lanes if lane.name.rpartition("-")[0] in topics}
        return {name: end for name, end in sorted(found.items()) if end}

    def _end(self, lane: "os.DirEntry[str]") -> int:
        """Asked at every read of the log, so a folder is only listed when it has changed."""
        changed = lane.stat().st_mtime_ns
        known = self._ends.get(lane.name)
        if known is None or known[0] != changed:
            pieces = _pieces(Path(lane.path))
            known = self._ends[lane.name] = (changed, _bounds(pieces[-1])[1] if pieces else 0)
        return known[1]

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        since, found = acceptance(known_ms, 0, 0), {}
        for name in self.ends(topics):
            pieces = (piece for piece in _pieces(self._folder / name) if _head(piece).latest >= since)
            for record in (record for piece in pieces for record in _records(piece) if record.accepted >= since):
                found[name] = record.offset
                break
        return found

    def verify(self) -> int:
        return sum(1 for piece in sorted(self._folder.glob(f"*/*{SUFFIX}")) for _ in _records(piece))

    def _lane(self, name: str, start: int) -> Iterator[Record]:
        for piece in _pieces(self._folder / name):
            if _bounds(piece)[1] > start:
                yield from (record for record in _records(piece) if record.offset >= start)

    def _write(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        rows: list[_Row] = [(r.offset, r.accepted, r.key, r.value) for r in records]
        body = zstandard.compress(msgspec.msgpack.encode(rows), 9)
        first, following = rows[0][0], rows[-1][0] + 1
        digest = hashlib.sha256(body).hexdigest()
        head = Head(topic, partition, first, following, len(rows), rows[0][1], rows[-1][1], digest)
        lane = self._folder / f"{topic}-{partition}"
        try:
            lane.mkdir(parents=True, exist_ok=True)
            piece = lane / f"{first:012d}-{following:012d}{SUFFIX}"
            _put(piece, msgspec.json.encode(head) + b"\n" + body)
        except OSError as flaw:
            raise StoreUnavailable(f"{lane} cannot be written to: {flaw.strerror or flaw}") from flaw
        if list(_records(piece)) != list(records):
            raise StoreUnavailable(f"{piece} does not read back as it was written")


def _put(piece: Path, content: bytes) -> None:
    """The file, on disk for good before it has its name."""
    unnamed = piece.with_suffix(".part")
    with unnamed.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unnamed.rename(piece)
    folder = os.open(piece.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _pieces(lane: Path) -> list[Path]:
    return sorted(lane.glob(f"*{SUFFIX}"))


def _bounds(piece: Path) -> tuple[int, int]:
    first, _, following = piece.stem.partition("-")
    return int(first), int(following)


def _head(piece: Path) -> Head:
    with piece.open("rb") as file:
        return _HEAD.decode(file.readline())


def _records(piece: Path) -> Iterable[Record]:
    """The records of one piece. Raises StoreUnavailable when it is damaged."""
    try:
        line, _, body = piece.read_bytes().partition(b"\n")
        head = _HEAD.decode(line)
        if hashlib.sha256(body).hexdigest() != head.sha256:
            raise StoreUnavailable(f"{piece} is damaged: its digest is another; restore it from a backup")
        rows = _ROWS.decode(zstandard.decompress(body))
    except (OSError, msgspec.MsgspecError, zstandard.ZstdError) as flaw:
        raise StoreUnavailable(f"{piece} cannot be read: {flaw}") from flaw
    return [Record(head.topic, head.partition, offset, accepted, key, value) for offset, accepted, key, value in rows]
