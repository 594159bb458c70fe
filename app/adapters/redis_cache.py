"""Answers kept in Redis, for all web workers at once; how many is bounded by the server (maxmemory, allkeys-lru)."""

import struct
from contextlib import suppress
from typing import Final, cast

from app.adapters.program import program
from app.adapters.redis_server import RedisServer
from app.errors import StoreUnavailable
from app.ports import Clock

_UNTIL: Final = struct.Struct(">d")


class RedisCache:
    """``app.ports.Cache`` on a Redis server. While it does not answer nothing is kept; ``ping`` says so.

    A value bears the time until which it counts, by the clock given; the server forgets it by its own. What another
    version of the program has kept is not found.
    """

    def __init__(self, url: str, clock: Clock, prefix: str = "mc", max_bytes: int = 16 * 1024 * 1024) -> None:
        self._server = RedisServer(url)
        self._clock = clock
        self._prefix = prefix
        self._max_bytes = max_bytes

    def get(self, key: str) -> bytes | None:
        try:
            kept = cast(bytes | None, self._server.ask(lambda client: client.get(self._name(key))))
        except StoreUnavailable:
            if self._server.closed:
                raise
            return None
        if kept is None or _UNTIL.unpack_from(kept)[0] <= self._clock():
            return None
        return kept[_UNTIL.size :]

    def put(self, key: str, value: bytes, ttl_s: float) -> None:
        name, ttl_ms = self._name(key), round(ttl_s * 1000)
        kept = _UNTIL.pack(self._clock() + ttl_ms) + value
        with suppress(StoreUnavailable):
            if ttl_ms <= 0 or len(kept) > self._max_bytes:
                self._server.ask(lambda client: client.delete(name))
            else:
                self._server.ask(lambda client: client.set(name, kept, px=ttl_ms))

    def ping(self) -> None:
        self._server.ask(lambda client: client.ping())

    def close(self) -> None:
        self._server.close()

    def drop(self) -> None:
        """Remove all that was kept under this prefix."""
        self._server.forget(f"{self._prefix}:cache:")

    def _name(self, key: str) -> str:
        return f"{self._prefix}:cache:{program()}:{key}"
