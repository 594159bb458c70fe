"""A run: statements in columns, in order of valid time and then of arrival, packed as one blob."""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.columnar.packing import Columns, packed, packed_mixed
from app.columnar.values import Bytes, Ints

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

    def until(self, valid: int) -> "Run":
        """The statements at or before this valid time."""
        end = int(np.searchsorted(self.when, valid, side="right"))
        return self if end == len(self) else self.pick(slice(0, end))

    def after(self, valid: int) -> "Run":
        """The statements later than this valid time."""
        start = int(np.searchsorted(self.when, valid, side="right"))
        return self if start == 0 else self.pick(slice(start, None))


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
    """The run as bytes."""
    steps = np.diff(run.when, prepend=run.when[:1])
    return b"".join(
        [
            packed(run.when[:1]),
            packed(steps, pressed=True),
            packed(run.cell),
            packed(run.kind, pressed=True),
            packed_mixed(run.payload),
            packed(run.seq),
        ]
    )


def unpack(body: bytes) -> Run:
    """The run that ``pack`` wrote."""
    columns = Columns(body)
    first, steps = columns.next(), columns.next()
    when = np.cumsum(steps) + first[0]
    cell, kind = columns.next(np.int32), columns.next(np.uint8)
    payload, seq = columns.next_mixed(), columns.next()
    return Run(cell, when, seq, kind, payload)


def pack_rows(run: Run) -> bytes:
    """A few statements as rows; such bytes may be strung together."""
    return np.stack((run.cell, run.when, run.seq, run.kind, run.payload), axis=1).astype(np.int64).tobytes()


def unpack_rows(body: bytes) -> Run:
    """The statements that ``pack_rows`` wrote, those of several runs put in order."""
    cell, when, seq, kind, payload = np.frombuffer(body, np.int64).reshape(-1, 5).T
    order = np.lexsort((seq, when))
    return Run(cell.astype(np.int32), when, seq, kind.astype(np.uint8), payload).pick(order)
