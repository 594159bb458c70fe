"""A file of event lines as the place that events go to; several processes may append to the same one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mission_control_client.places import Refused, Taken, reason_of

try:
    import fcntl
except ImportError:  # Windows: appending alone keeps lines apart, as long as one process writes at a time
    fcntl = None  # type: ignore[assignment]


class EventFile:
    """Appends whole batches or nothing, one process at a time."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).absolute()
        self.shown = path

    def take(self, lines: list[bytes]) -> Taken:
        """Append the lines. Raises Refused where the disk says no; the file then is what it was."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(self._path) as file:
                _append(file, b"\n".join(lines) + b"\n")
        except OSError as error:
            raise Refused(f"{self.shown}: {reason_of(error)}") from error
        return Taken()


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, opened to append, and to nobody else until it is closed."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _append(file: int, text: bytes) -> None:
    """Write all of the text; what a process that died left without its end of line is ended first."""
    size = os.fstat(file).st_size
    if size and _last(file, size) != b"\n":
        text = b"\n" + text
    rest = memoryview(text)
    try:
        while rest:
            rest = rest[os.write(file, rest) :]
    except OSError:
        _undo(file, size)
        raise


def _last(file: int, size: int) -> bytes:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1)


def _undo(file: int, size: int) -> None:
    """Half a batch is none. Pipes and the like cannot take back."""
    try:
        os.ftruncate(file, size)
    except OSError:
        return
