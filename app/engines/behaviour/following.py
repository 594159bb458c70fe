"""A file that grows while it is read: whole lines, as they become complete."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_CHUNK: Final = 1 << 20


class Following:
    """Remembers how far it has read."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._at = 0
        self._number = 0
        self._held = b""

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Number (from 1) and bytes of each line that has become complete since; none while there is no file."""
        if not self._file.exists():
            return
        with self._file.open("rb") as file:
            file.seek(self._at)
            while piece := file.read(_CHUNK):
                self._at += len(piece)
                *whole, self._held = (self._held + piece).split(b"\n")
                for line in whole:
                    self._number += 1
                    if line.strip():
                        yield self._number, line
