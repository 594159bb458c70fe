"""Turns granted by all web processes together: who asks is counted in Redis, by its clock."""

from contextlib import suppress
from pathlib import Path
from typing import Final, cast

from app.adapters.redis_server import RedisServer
from app.errors import StoreUnavailable
from app.ports import Throttle

_SCRIPT: Final = Path(__file__).with_name("throttle.lua").read_text(encoding="utf-8")


class RedisThrottle:
    """``app.ports.Throttle`` on a Redis server: ``rate`` turns a second for long, ``burst`` at once (see
    :mod:`app.adapters.memory_throttle` for the rule). While the server does not answer ``otherwise`` grants them."""

    def __init__(self, url: str, rate: float, burst: int, otherwise: Throttle, prefix: str = "mc") -> None:
        self._server = RedisServer(url)
        self._turn_us = 1e6 / rate
        self._most_us = self._turn_us * burst
        self._otherwise = otherwise
        self._prefix = prefix

    def wait_s(self, who: str) -> float:
        with suppress(StoreUnavailable):
            asked = (_SCRIPT, 1, f"{self._prefix}:turns:{who}", str(self._turn_us), str(self._most_us))
            return cast(int, self._server.ask(lambda client: client.eval(*asked))) / 1e6
        return self._otherwise.wait_s(who)

    def close(self) -> None:
        self._server.close()

    def drop(self) -> None:
        """Forget everybody."""
        self._server.forget(f"{self._prefix}:turns:")
