"""A frame: what every register of a scope holds at one moment, in columns over its cells."""

from typing import Final

import msgspec
import numpy as np

from app.columnar.packing import Columns, packed, packed_mixed, packed_times
from app.columnar.runs import Run
from app.columnar.values import ABSENT, Bytes, Ints
from app.domain.moments import LATEST

NEVER: Final = -(1 << 63)
"""Earlier than every valid time."""


class Frame(msgspec.Struct):
    """Per cell: the kind and payload of its value, and since when it holds. Cells beyond the end are empty."""

    kind: Bytes
    payload: Ints
    when: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def copy(self) -> "Frame":
        """The same, to be changed on its own."""
        return Frame(self.kind.copy(), self.payload.copy(), self.when.copy())

    def follow(self, run: Run) -> None:
        """Take in statements that are all later than everything here; of those about one cell the last stays."""
        self.kind[run.cell] = run.kind
        self.payload[run.cell] = run.payload
        self.when[run.cell] = run.when

    def correct(self, run: Run) -> None:
        """Take in statements that arrived later, whatever moment they speak of: the latest moment wins."""
        later = run.when >= self.when[run.cell]
        if later.all():
            self.follow(run)
            return
        cell = run.cell[later]
        self.kind[cell] = run.kind[later]
        self.payload[cell] = run.payload[later]
        self.when[cell] = run.when[later]


def empty(count: int = 0) -> Frame:
    """Nothing stated yet about so many cells."""
    return Frame(np.zeros(count, np.uint8), np.zeros(count, np.int64), np.full(count, NEVER))


def pack(frame: Frame) -> bytes:
    """The frame as bytes."""
    silent = frame.kind == ABSENT
    earliest = int(frame.when.min(where=~silent, initial=LATEST))
    when = np.where(silent, earliest, frame.when)
    return packed(frame.kind, pressed=True) + packed_mixed(frame.payload) + packed_times(when)


def unpack(body: bytes, room: int) -> Frame:
    """The frame that ``pack`` wrote, with room for so many cells."""
    columns = Columns(body)
    kind = columns.next(np.uint8, room)
    frame = Frame(kind, columns.next_mixed(room), columns.next_times(room))
    frame.when[np.flatnonzero(kind == ABSENT)] = NEVER
    return frame


def grown(frame: Frame, room: int) -> Frame:
    """The frame with room for so many cells."""
    more = room - len(frame)
    if more <= 0:
        return frame
    return Frame(
        np.concatenate((frame.kind, np.zeros(more, np.uint8))),
        np.concatenate((frame.payload, np.zeros(more, np.int64))),
        np.concatenate((frame.when, np.full(more, NEVER))),
    )
