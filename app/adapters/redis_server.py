"""A Redis server as the cache and the bus use it: what it is asked may fail, and then it is left alone for a moment.

Nothing that lies in Redis is needed: whoever asks it gets an answer or is told that there is none just now.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.errors import SetupError, StoreUnavailable

_REST_S: Final = 1.0
"""How long a server that did not answer is left alone."""
_PATIENCE_S: Final = 1.0

Answer = TypeVar("Answer")


class RedisServer:
    """The server at ``url``. Raises SetupError when that is no address of one."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("redis", "rediss", "unix"):
            raise SetupError("MC_REDIS takes an address such as redis://127.0.0.1:6379/0")
        self._url = url
        self._where = f"Redis at {parts.hostname or parts.path}:{parts.port or 6379}"
        self._lock = threading.Lock()
        self._client: redis.Redis | None = None
        self._process = 0
        self._away_until = 0.0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether it was closed in this process."""
        return self._closed

    def ask(self, question: Callable[[redis.Redis], Answer]) -> Answer:
        """What the server answers. Raises StoreUnavailable, at once while it is being left alone."""
        if time.monotonic() < self._away_until:
            raise StoreUnavailable(f"{self._where} did not answer a moment ago")
        try:
            return question(self._connected())
        except (redis.RedisError, OSError) as flaw:
            self._away_until = time.monotonic() + _REST_S
            raise StoreUnavailable(f"{self._where}: {_line(flaw)}") from flaw

    def forget(self, prefix: str) -> None:
        """Remove every key that begins so; for tests, also after closing."""
        with redis.Redis.from_url(self._url) as client:
            for key in client.scan_iter(match=f"{prefix}*", count=1000):
                client.delete(key)

    def close(self) -> None:
        """Let go of every connection; may be called twice."""
        with self._lock:
            self._closed = True
            if self._client is not None and self._process == os.getpid():
                # One that is at work is closed by its thread, when that has its answer.
                self._client.connection_pool.disconnect(inuse_connections=False)
            self._client = None

    def _connected(self) -> redis.Redis:
        """The client of this process: connections must not be used on the other side of a fork."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"{self._where} is closed in this process")
            if self._client is None or self._process != os.getpid():
                self._client = redis.Redis.from_url(
                    self._url,
                    socket_connect_timeout=_PATIENCE_S,
                    socket_timeout=_PATIENCE_S * 5,
                    retry=Retry(NoBackoff(), 1),
                    health_check_interval=15,
                )
                self._process = os.getpid()
            return self._client


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
