"""What was read once and need not be read again: facts by content, kept in one file per repository.

The file is replaced as a whole, so a scan that is killed leaves the one before, and of two scans at a
time the last one's stays. Its name carries a digest of the code that makes the facts: another version
never reads what this one wrote. It is bounded; what was not used for longest goes first. Losing it costs time.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

CACHE: Final = "scan-cache"
"""The folder of all packs, in the data folder."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""So large may a pack grow: about the facts of 50,000 modules."""

MOST_PACKS: Final = 30

_MAKERS: Final = ("imports.py", "facts.py", "syntax_pass.py", "expressions.py", "classes.py", "churn.py")


class Pack:
    """Values by key. Without a folder it forgets everything in the end."""

    def __init__(self, folder: Path | None, about: str, most_bytes: int = MOST_BYTES) -> None:
        name = hashlib.sha256(about.encode()).hexdigest()[:16]
        self._file = folder / f"{name}-{_version()}.pack" if folder else None
        self._most_bytes = most_bytes
        self._kept = _read(self._file) if self._file else {}
        self._used: dict[str, bytes] = {}
        self._grown = False

    def get(self, key: str) -> bytes | None:
        """What was kept under this key."""
        value = self._used.get(key) or self._kept.get(key)
        if value is not None:
            self._used[key] = value
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep this for the next time."""
        self._used[key] = value
        self._grown = True

    def save(self) -> None:
        """Write what is new. A folder that cannot be written to is no reason to fail."""
        if self._file is None or not self._grown:
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._file, msgspec.msgpack.encode(self._newest()))
            _tidy(self._file.parent)

    def _newest(self) -> dict[str, bytes]:
        """What was used now and, as far as there is room, what was used before; the oldest first."""
        order = {**{k: v for k, v in self._kept.items() if k not in self._used}, **self._used}
        room, kept = self._most_bytes, []
        for key in reversed(order):
            room -= len(key) + len(order[key])
            if room < 0:
                break
            kept.append(key)
        return {key: order[key] for key in reversed(kept)}


def _read(file: Path) -> dict[str, bytes]:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=dict[str, bytes])
    except (OSError, msgspec.DecodeError):
        return {}


def _replace(file: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Remove the packs that were not written for longest, and what killed scans left behind."""
    packs = sorted(_dated(folder, "*.pack"), reverse=True)
    for _, file in packs[MOST_PACKS:]:
        file.unlink(missing_ok=True)
    for at, file in _dated(folder, "*.part"):
        if packs and at < packs[0][0] - 3600:
            file.unlink(missing_ok=True)


def _dated(folder: Path, pattern: str) -> Iterator[tuple[float, Path]]:
    for file in folder.glob(pattern):
        with suppress(FileNotFoundError):
            yield file.stat().st_mtime, file


@cache
def _version() -> str:
    """Changes with the code that makes the facts, and with the Python that parses for it."""
    here = Path(__file__).parent
    code = b"".join((here / name).read_bytes() for name in _MAKERS)
    return hashlib.sha256(code + sys.version.encode()).hexdigest()[:12]
