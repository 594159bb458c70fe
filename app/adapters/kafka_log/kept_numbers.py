"""The registry's numbers as they were last known on this machine, so that the product starts without the registry."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec


class Known(msgspec.Struct, frozen=True):
    """The registry's number of each of our schemas, and ours, or none, of each number that was met on the log."""

    out: dict[int, int] = {}
    home: dict[int, int] = {}


class _File(msgspec.Struct, frozen=True):
    """What belongs to which registry and which topics."""

    registry: str
    prefix: str
    known: Known


_FILE: Final = msgspec.json.Decoder(_File)


class KeptNumbers:
    """The file at ``place``; any process may write it, whole. Without a place nothing is kept."""

    def __init__(self, place: Path | None, registry: str, prefix: str) -> None:
        self._place = place
        self._registry, self._prefix = registry, prefix

    def read(self) -> Known:
        """What was kept of this registry and these topics; nothing when the file is another's, or no such file."""
        try:
            file = _FILE.decode(self._place.read_bytes()) if self._place else None
        except (OSError, msgspec.DecodeError):
            return Known()
        mine = file is not None and (file.registry, file.prefix) == (self._registry, self._prefix)
        return file.known if file and mine else Known()

    def write(self, out: Mapping[int, int], home: Mapping[int, int]) -> None:
        """Keep these beside what others met. A folder that cannot be written to only costs a start without it."""
        if self._place is None:
            return
        known = Known(dict(out), {**self.read().home, **home})
        draft = self._place.with_name(f"{self._place.name}.{os.getpid()}")
        with suppress(OSError):
            draft.write_bytes(msgspec.json.encode(_File(self._registry, self._prefix, known)))
            draft.replace(self._place)
