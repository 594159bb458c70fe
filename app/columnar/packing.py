"""Columns of numbers as bytes: as narrow as they allow, and compressed where that does not cost reading time.

Random low bits hardly shrink but take long to unpack, so columns of them are kept as they are.
"""

import struct
import threading
from typing import Any, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_TYPES: Final = (np.uint8, np.uint16, np.uint32, np.int64)
_HEAD: Final = struct.Struct("<BBIIq")
_ESCAPE: Final = 0xFFFF
_WORTH_PRESSING: Final = 512


class _Spaces(threading.local):
    """The compressor's working space: one per thread, it must not be shared."""

    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(level=1)
        self.unpacker = zstandard.ZstdDecompressor()


_spaces = _Spaces()


def press(plain: bytes | bytearray) -> bytes:
    """The bytes, smaller."""
    return _spaces.packer.compress(plain)


def unpress(pressed: bytes | memoryview) -> bytes:
    """What ``press`` was given."""
    return _spaces.unpacker.decompress(pressed)


def packed(column: NDArray[Any], *, pressed: bool = False) -> bytes:
    """One column, as offsets from its smallest number."""
    base, top = (int(column.min()), int(column.max())) if len(column) else (0, 0)
    kind = next((n for n in range(3) if top - base <= np.iinfo(_TYPES[n]).max), 3)
    base = base if kind < 3 else 0
    body = (column - base if base else column).astype(_TYPES[kind]).tobytes()
    pressed = pressed and len(body) >= _WORTH_PRESSING
    body = press(body) if pressed else body
    return _HEAD.pack(kind, pressed, len(column), len(body), base) + body


def packed_mixed(column: Ints) -> bytes:
    """A column of mostly small numbers; the others go into a column of their own."""
    wide = (column < 0) | (column >= _ESCAPE)
    narrow = np.where(wide, _ESCAPE, column)
    return packed(narrow) + packed(column[wide])


def packed_times(column: Ints) -> bytes:
    """A column of times: the low halves, and the high halves that hardly ever change."""
    base = int(column.min()) if len(column) else 0
    past = column - base
    return _HEAD.pack(0, 0, 0, 0, base) + packed(past & 0xFFFF_FFFF) + packed(past >> 32, pressed=True)


class Columns:
    """Reads packed columns one after the other."""

    def __init__(self, body: bytes | memoryview) -> None:
        self._body = memoryview(body)
        self._at = 0

    def raw(self) -> tuple[NDArray[Any], int]:
        """The next column as it lies there (do not write to it), and the base to add."""
        kind, pressed, count, size, base = _HEAD.unpack_from(self._body, self._at)
        start = self._at + _HEAD.size
        self._at = start + size
        body = unpress(self._body[start : self._at]) if pressed else self._body[start : self._at]
        return np.frombuffer(body, _TYPES[kind], count), base

    def next(self, kind: Any = np.int64, room: int = 0) -> NDArray[Any]:
        """The next column; with room for more numbers than it has, the rest is zero."""
        narrow, base = self.raw()
        wide = np.empty(max(room, len(narrow)), kind)
        wide[: len(narrow)] = narrow
        wide[len(narrow) :] = 0
        if base:
            wide[: len(narrow)] += kind(base)
        return wide

    def next_mixed(self, room: int = 0) -> Ints:
        """The next column that ``packed_mixed`` wrote."""
        at = self._at
        column = self.next(room=room)
        narrow, base = Columns(self._body[at:]).raw()
        wide = self.next()
        if len(wide):
            column[np.flatnonzero(narrow == _ESCAPE - base)] = wide
        return column

    def next_times(self, room: int = 0) -> Ints:
        """The next column that ``packed_times`` wrote."""
        _, base = self.raw()
        column = self.next(room=room)
        high, lift = self.raw()
        if lift or high.any():
            column[: len(high)] += (high.astype(np.int64) + lift) << 32
        column += base
        return column
