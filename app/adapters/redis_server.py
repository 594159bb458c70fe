"""A Redis server, or a cluster of them, as cache, bus and limits use it: what it is asked may fail, and then it is
left alone for a moment.

Nothing that lies in Redis is needed: whoever asks it gets an answer or is told that there is none just now.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.cluster import RedisCluster
from redis.exceptions import RedisClusterException
from redis.retry import Retry

from app.errors import SetupError, StoreUnavailable

_REST_S: Final = 1.0
"""How long a server that could not be reached is left alone."""
_LONG_REST_S: Final = 5.0
"""And one that let us wait in vain, as that costs those time who ask."""
_PATIENCE_S: Final = 0.5
_FORMS: Final = ("redis", "rediss", "unix", "redis+cluster", "rediss+cluster")

Answer = TypeVar("Answer")


class _Away:
    """Whether a server is left alone just now; known to all of a process that ask the same one."""

    def __init__(self) -> None:
        self._until = 0.0
        self._failed = False

    def left_alone(self) -> bool:
        """Else whoever asked may try, after a failure one at a time."""
        now = time.monotonic()
        if now < self._until:
            return True
        if self._failed:
            self._until = now + 2 * _PATIENCE_S
        return False

    def failed(self, flaw: Exception) -> None:
        """It did not answer."""
        self._failed = True
        waited = isinstance(flaw, redis.TimeoutError | TimeoutError)
        self._until = time.monotonic() + (_LONG_REST_S if waited else _REST_S)

    def answered(self) -> None:
        """It did."""
        if self._failed:
            self._failed, self._until = False, 0.0


_AWAY: Final[defaultdict[str, _Away]] = defaultdict(_Away)


class RedisServer:
    """The server at ``url``. Raises SetupError when that is no address of one."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _FORMS:
            raise SetupError(
                "MC_REDIS takes an address such as redis://127.0.0.1:6379/0, or redis+cluster://… of a node"
            )
        self._url = url.replace("+cluster", "", 1)
        self._clustered = parts.scheme.endswith("+cluster")
        self._where = f"Redis{' cluster' * self._clustered} at {parts.hostname or parts.path}:{parts.port or 6379}"
        self._lock = threading.Lock()
        self._client: redis.Redis | None = None
        self._process = 0
        self._away = _AWAY[url]
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether it was closed in this process."""
        return self._closed

    def ask(self, question: Callable[[redis.Redis], Answer]) -> Answer:
        """What the server answers. Raises StoreUnavailable, at once while it is being left alone."""
        if self._away.left_alone():
            raise StoreUnavailable(f"{self._where} did not answer a moment ago")
        try:
            answer = question(self._connected())
        except (redis.RedisError, RedisClusterException, OSError) as flaw:
            self._away.failed(flaw)
            raise StoreUnavailable(f"{self._where}: {_line(flaw)}") from flaw
        self._away.answered()
        return answer

    def forget(self, prefix: str) -> None:
        """Remove every key that begins so; for tests, also after closing."""
        client = self._opened()
        try:
            for key in client.scan_iter(match=f"{prefix}*", count=1000):
                client.delete(key)
        finally:
            _let_go(client)

    def close(self) -> None:
        """Let go of every connection; may be called twice."""
        with self._lock:
            self._closed = True
            if self._client is not None and self._process == os.getpid():
                _let_go(self._client)
            self._client = None

    def _connected(self) -> redis.Redis:
        """The client of this process: connections must not be used on the other side of a fork."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"{self._where} is closed in this process")
            if self._client is None or self._process != os.getpid():
                self._client = self._opened()
                self._process = os.getpid()
            return self._client

    def _opened(self) -> redis.Redis:
        """A new client; that of a cluster asks it for its shape at once, and understands the same questions."""
        form = RedisCluster if self._clustered else redis.Redis
        client = form.from_url(
            self._url,
            socket_connect_timeout=_PATIENCE_S,
            socket_timeout=_PATIENCE_S,
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),
            health_check_interval=15,
        )
        return cast(redis.Redis, client)


def _let_go(client: redis.Redis) -> None:
    """Close its connections; one that is at work is closed by its thread, when that has its answer."""
    if isinstance(client, RedisCluster):
        client.disconnect_connection_pools()  # its closing leaves those of its nodes open
        client.close()
    else:
        client.connection_pool.disconnect(inuse_connections=False)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
