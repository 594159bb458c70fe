"""Word of changes to every process through a small SQLite file: no server, a look every few milliseconds."""

import threading
import time
from pathlib import Path
from typing import Final

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile

_SQL: Final = load_queries("sqlite_bus.sql")
_SCHEMA: Final = Schema("bus", 0x4D434255, (_SQL["schema-1"],))
_KEPT: Final = 1000
"""How many messages a listener may fall behind before it loses some."""
_LOOK_EVERY_S: Final = 0.005


class SqliteBus:
    """``app.ports.Bus`` on one file. Each thread is a listener of its own; its first call tunes it in."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)
        self._heard = threading.local()
        self._closing = threading.Event()

    def publish(self, channel: str, text: str) -> None:
        with self._file.writing() as connection:
            connection.execute(_SQL["say"], (channel, text))
            connection.execute(_SQL["forget"], (_KEPT,))

    def listen(self, channel: str, timeout_s: float) -> list[str]:
        heard: dict[str, int] = self._heard.__dict__
        if channel not in heard:
            heard[channel] = self._newest()
        deadline = time.monotonic() + timeout_s
        while True:
            stands = self._stands()
            if said := self._since(heard[channel], channel):
                break
            while self._stands() == stands:
                if time.monotonic() >= deadline or self._closing.wait(_LOOK_EVERY_S):
                    return []
        heard[channel] = said[-1][0]
        return [text for _, text in said]

    def ping(self) -> None:
        self._newest()

    def close(self) -> None:
        self._closing.set()
        self._file.close()

    def _stands(self) -> int:
        """Another number once anybody else wrote to the file: far cheaper than to look what it was."""
        return self._file.stands()

    def _newest(self) -> int:
        with self._file.reading() as connection:
            return int(next(connection.execute(_SQL["newest"]))[0])

    def _since(self, number: int, channel: str) -> list[tuple[int, str]]:
        with self._file.reading() as connection:
            return list(connection.execute(_SQL["since"], (number, channel)))
