"""A run: statements in columns, in order of valid time and then of arrival, packed as one blob."""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.packing import press, unpress
from app.adapters.sqlite_graph.values import Bytes, Ints

Cells = NDArray[np.int32]


class Run(msgspec.Struct, frozen=True):
    """Statements about cells (registers): when it was so, as how many-th entry of the scope it came, and what."""

    cell: Cells
    when: Ints
    seq: Ints
    kind: Bytes
    payload: Ints

    def __len__(self) -> int:
        return len(self.cell)

    def pick(self, which: Any) -> "Run":
        """The statements at these places (an index, a mask or a slice)."""
        return Run(self.cell[which], self.when[which], self.seq[which], self.kind[which], self.payload[which])

    def until(self, valid: int, seq: int | None = None) -> "Run":
        """The statements at or before this valid time and, if told, this arrival."""
        end = int(np.searchsorted(self.when, valid, side="right"))
        cut = self if end == len(self) else self.pick(slice(0, end))
        return cut if seq is None else cut.pick(cut.seq <= seq)


def in_order(run: Run) -> Run:
    """The run sorted by valid time; statements of one valid time stay as they are."""
    if len(run) < 2 or bool((run.when[1:] >= run.when[:-1]).all()):
        return run
    return run.pick(np.argsort(run.when, kind="stable"))


def merged(runs: list[Run]) -> Run:
    """One run of several, the earlier ones speaking first."""
    if len(runs) == 1:
        return runs[0]
    columns = zip(*((r.cell, r.when, r.seq, r.kind, r.payload) for r in runs), strict=True)
    return in_order(Run(*(np.concatenate(column) for column in columns)))


EMPTY: Final = Run(
    np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.int64)
)


def pack(run: Run) -> bytes:
    """The run as bytes. Wide columns go as two planes each: the upper one hardly ever changes."""
    return packed((run.cell, run.kind, *planes(run.when), *planes(run.seq), *planes(run.payload)))


def packed(columns: tuple[NDArray[Any], ...]) -> bytes:
    """Columns of one length, compressed behind that length."""
    body = b"".join([column.tobytes() for column in columns])
    return len(columns[0]).to_bytes(4, "little") + press(body)


def unpack(body: bytes) -> Run:
    """The run that ``pack`` wrote."""
    count, plain = unpacked(body)
    cell = np.frombuffer(plain, np.int32, count)
    kind = np.frombuffer(plain, np.uint8, count, 4 * count)
    when, seq, payload = (joined(plain, count, (5 + 8 * n) * count) for n in range(3))
    return Run(cell, when, seq, kind, payload)


def unpacked(body: bytes) -> tuple[int, bytes]:
    """The length of the columns, and their bytes one after the other."""
    return int.from_bytes(body[:4], "little"), unpress(memoryview(body)[4:])


def planes(column: Ints) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The lower and the upper halves of a column of 64-bit numbers."""
    halves = np.ascontiguousarray(column).view(np.uint32).reshape(-1, 2)
    return halves[:, 0], halves[:, 1]


def joined(plain: bytes, count: int, offset: int) -> Ints:
    """The column whose two planes lie at this offset."""
    halves = np.empty((count, 2), np.uint32)
    halves[:, 0] = np.frombuffer(plain, np.uint32, count, offset)
    halves[:, 1] = np.frombuffer(plain, np.uint32, count, offset + 4 * count)
    return halves.view(np.int64).reshape(count)
