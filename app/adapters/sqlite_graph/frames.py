"""A frame: what every register of a scope holds at one moment, in columns over its cells."""

from typing import Final

import msgspec
import numpy as np

from app.adapters.sqlite_graph.runs import Run, joined, packed, planes, unpacked
from app.adapters.sqlite_graph.values import Bytes, Ints

NEVER: Final = -(1 << 63)
"""Earlier than every valid time."""


class Frame(msgspec.Struct):
    """Per cell: the kind and payload of its value, and since when it holds. Cells beyond the end are empty."""

    kind: Bytes
    payload: Ints
    when: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def grow(self, count: int) -> None:
        """Make room for so many cells."""
        more = count - len(self)
        if more > 0:
            self.kind = np.concatenate((self.kind, np.zeros(more, np.uint8)))
            self.payload = np.concatenate((self.payload, np.zeros(more, np.int64)))
            self.when = np.concatenate((self.when, np.full(more, NEVER)))

    def follow(self, run: Run) -> None:
        """Take in statements that are all later than everything here."""
        self.kind[run.cell] = run.kind
        self.payload[run.cell] = run.payload
        self.when[run.cell] = run.when

    def correct(self, run: Run) -> None:
        """Take in statements that arrived later, whatever moment they speak of: the latest moment wins.

        Within the run the last one at a place is the latest, and numpy keeps the last.
        """
        self.follow(run.pick(run.when >= self.when[run.cell]))


def empty(count: int = 0) -> Frame:
    """Nothing stated yet about so many cells."""
    return Frame(np.zeros(count, np.uint8), np.zeros(count, np.int64), np.full(count, NEVER))


def pack(frame: Frame) -> bytes:
    """The frame as bytes."""
    return packed((frame.kind, *planes(frame.payload), *planes(frame.when)))


def unpack(body: bytes, room: int) -> Frame:
    """The frame that ``pack`` wrote, with room for so many cells."""
    count, plain = unpacked(body)
    kind = np.frombuffer(plain, np.uint8, count).copy()
    frame = Frame(kind, joined(plain, count, count), joined(plain, count, 9 * count))
    frame.grow(room)
    return frame


def copy(frame: Frame, room: int) -> Frame:
    """A frame of one's own to go on with."""
    own = Frame(frame.kind.copy(), frame.payload.copy(), frame.when.copy())
    own.grow(room)
    return own
