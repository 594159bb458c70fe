"""The keys that sign, in a file that only its owner can read; the first use makes it."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from app.domain.tokens import Key, KeyRing
from app.errors import StoreUnavailable

MOST: Final = 8
"""Keys that are kept; what an older one signed is refused."""


class FileKeys:
    """``app.ports.Keys`` on one file, shared by the processes of a machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ring(self) -> KeyRing:
        with suppress(FileNotFoundError):
            return self._read()
        with suppress(FileExistsError):  # another process was first
            self._write(KeyRing((_new(),)), lambda made: os.link(made, self._path))
        return self._read()

    def kept(self) -> tuple[Key, ...]:
        """Those that are there already; none is made."""
        try:
            return self._read().keys
        except FileNotFoundError:
            return ()

    def rotate(self) -> Key:
        key = _new()
        self._write(KeyRing((key, *self.ring().keys[: MOST - 1])), lambda made: made.replace(self._path))
        return key

    def _read(self) -> KeyRing:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=KeyRing)
        except FileNotFoundError:
            raise
        except (OSError, msgspec.DecodeError) as flaw:
            raise StoreUnavailable(f"{self._path} cannot be read as keys: {flaw}") from flaw

    def _write(self, ring: KeyRing, place: Callable[[Path], object]) -> None:
        made = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(msgspec.json.encode(ring))
                os.fsync(file.fileno())
            place(made)
        finally:
            made.unlink(missing_ok=True)


def _new() -> Key:
    return Key(secrets.token_hex(4), secrets.token_urlsafe(32))
