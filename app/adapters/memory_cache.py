"""Answers kept in the memory of this process, up to a number of bytes; the least used go first."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from app.errors import StoreUnavailable
from app.ports import Clock

_OVERHEAD: Final = 200
"""About what an entry costs beside its key and value, in bytes."""


class MemoryCache:
    """``app.ports.Cache`` for the threads of one process."""

    def __init__(self, clock: Clock, max_bytes: int = 64 * 1024 * 1024) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._closed = False

    def get(self, key: str) -> bytes | None:
        with self._lock:
            self.ping()
            value, until = self._entries.get(key, (None, 0.0))
            if value is None:
                return None
            if until <= self._clock():
                self._forget(key)
                return None
            self._entries.move_to_end(key)
            return value

    def put(self, key: str, value: bytes, ttl_s: float) -> None:
        with self._lock:
            self.ping()
            self._forget(key)
            size = _size(key, value)
            if size > self._max_bytes:
                return
            while self._bytes + size > self._max_bytes:
                self._forget(next(iter(self._entries)))
            self._entries[key] = (value, self._clock() + ttl_s * 1000)
            self._bytes += size

    def ping(self) -> None:
        if self._closed:
            raise StoreUnavailable("the cache is closed in this process")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._entries.clear()
            self._bytes = 0

    def _forget(self, key: str) -> None:
        if entry := self._entries.pop(key, None):
            self._bytes -= _size(key, entry[0])


def _size(key: str, value: bytes) -> int:
    return len(value) + 4 * len(key) + _OVERHEAD
