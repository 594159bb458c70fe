"""Answers kept in a SQLite file, so that they outlive the process that worked them out."""

from pathlib import Path
from typing import Final

from app.adapters.program import program
from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.ports import Clock

_SQL: Final = load_queries("sqlite_cache.sql")
_SCHEMA: Final = Schema("cache", 0x4D434343, (_SQL["schema-1"],))
_OVERHEAD: Final = 200
"""About what an entry costs beside its key and value, in bytes."""


class SqliteCache:
    """``app.ports.Cache`` on one file, for all processes beside it, up to a number of bytes; the least used go first.
    What another version of the program has kept is not found."""

    def __init__(
        self, path: Path, clock: Clock, max_bytes: int = 32 * 1024 * 1024, *, patience_ms: int = 1_000
    ) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)
        self._clock = clock
        self._max_bytes = max_bytes

    def get(self, key: str) -> bytes | None:
        with self._file.writing() as connection:
            for (value,) in connection.execute(_SQL["get"], (_name(key), self._clock())):
                connection.execute(_SQL["use"], (_name(key),))
                return bytes(value)
        return None

    def put(self, key: str, value: bytes, ttl_s: float) -> None:
        name, size = _name(key), _OVERHEAD + len(key) + len(value)
        with self._file.writing() as connection:
            connection.execute(_SQL["forget"], (name,))
            if ttl_s > 0 and size <= self._max_bytes:
                connection.execute(_SQL["put"], (name, value, self._clock() + round(ttl_s * 1000), size))
                connection.execute(_SQL["bound"], (self._max_bytes,))

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()


def _name(key: str) -> str:
    return f"{program()}:{key}"
