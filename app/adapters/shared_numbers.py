"""The folder in which processes that are asked at one address keep what they count, each in files of its own."""

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library of Prometheus looks for it."""


def shared_folder(root: Path) -> Path:
    """The folder that this process shares with its siblings, the children of one parent; those of parents that are
    no more are removed."""
    mine = root / str(os.getppid())
    mine.mkdir(parents=True, exist_ok=True)
    for other in root.iterdir():
        if other.name.isdigit() and not lives(int(other.name)):
            _remove(other)
    return mine


def lives(number: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(folder: Path) -> None:
    """Of several that find it at once each removes what is left."""
    for file in folder.iterdir():
        file.unlink(missing_ok=True)
    try:
        folder.rmdir()
    except FileNotFoundError:
        return
