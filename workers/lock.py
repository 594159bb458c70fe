"""One writing process per store: a lock that the operating system frees when its holder dies, however it dies.

Where the stores are servers, which refuse what is written twice, several may work side by side; the lock then only
says that somebody does.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from app.errors import SetupError

# Asking whether a lock is held takes it for an instant; whoever wants it in that instant asks again.
_TRIES: Final = 20
_PAUSE_S: Final = 0.02


@contextmanager
def only_one(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock ``name`` of a data folder. Raises SetupError when another process holds it."""
    with _held(folder, name, fcntl.LOCK_EX):
        yield


@contextmanager
def one_of_many(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock beside others who do so. Raises SetupError when one holds it who wants to be alone."""
    with _held(folder, name, fcntl.LOCK_SH):
        yield


@contextmanager
def _held(folder: Path, name: str, how: int) -> Iterator[None]:
    with _file(folder, name).open("a+", encoding="ascii") as held:
        if not _taken_soon(held, how):
            raise SetupError(f"another {name} already works on {folder}{_holder(held)}; there can be only one")
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def is_held(folder: Path, name: str) -> bool:
    """Whether some process holds the lock just now."""
    if not _file(folder, name).exists():
        return False
    with _file(folder, name).open("a+", encoding="ascii") as probe:
        return not _taken(probe, fcntl.LOCK_EX)


def _file(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.lock"


def _taken_soon(file: IO[str], how: int) -> bool:
    for _ in range(_TRIES):
        if _taken(file, how):
            return True
        time.sleep(_PAUSE_S)
    return False


def _taken(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    number = file.read().strip()
    return f" (process {number})" if number else ""
