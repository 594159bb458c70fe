"""Progress in bytes of input, although readers go through a file several times."""

from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, cast


class Meter:
    """Adds up what is read of one input and tells its share of ``size`` as it grows, ``size`` in all."""

    def __init__(self, size: int, tell: Callable[[int], None]) -> None:
        self._size, self._tell = size, tell
        self._read = self._told = 0
        self.passes = 1

    def add(self, count: int) -> None:
        """So many bytes more were read, in one of ``passes`` passes."""
        self._read += count
        self._up_to(min(self._size, self._read // self.passes))

    def finish(self) -> None:
        """The input is done with, however much of it was read."""
        self._up_to(self._size)

    def _up_to(self, share: int) -> None:
        if share > self._told:
            grown, self._told = share - self._told, share
            self._tell(grown)


def metered(file: BinaryIO, meter: Meter) -> BinaryIO:
    """The file, as far as readers use one, with every byte counted."""
    return cast(BinaryIO, _Metered(file, meter))


class _Metered:
    """Reads, counts, and closes with its context."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file, self._meter = file, meter

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._meter.add(len(piece))
        return piece

    def __enter__(self) -> "_Metered":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, flaw: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
