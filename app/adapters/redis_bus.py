"""Word of changes to every process through Redis: a short stream per channel, read from where the listener is."""

import threading
import time
from typing import Any, Final, cast

from app.adapters.redis_server import RedisServer
from app.errors import StoreUnavailable

_KEPT: Final = 1000
"""How many messages a listener may fall behind before it loses some."""
_LOOK_S: Final = 0.25
_TEXT: Final = b"text"


class RedisBus:
    """``app.ports.Bus`` on a Redis server. Each thread is a listener of its own; its first call tunes it in.

    While the server does not answer nothing is said and nothing heard; ``ping`` says so.
    """

    def __init__(self, url: str, prefix: str = "mc") -> None:
        self._server = RedisServer(url)
        self._prefix = prefix
        self._heard = threading.local()
        self._closing = threading.Event()

    def publish(self, channel: str, text: str) -> None:
        name = self._name(channel)
        try:
            self._server.ask(lambda client: client.xadd(name, {_TEXT: text}, maxlen=_KEPT, approximate=True))
        except StoreUnavailable:
            if self._closing.is_set():
                raise

    def listen(self, channel: str, timeout_s: float) -> list[str]:
        deadline = time.monotonic() + timeout_s
        while True:
            left_s = deadline - time.monotonic()
            try:
                if said := self._heard_now(channel, min(left_s, _LOOK_S)):
                    return said
            except StoreUnavailable:
                if self._closing.is_set():
                    raise
                self._closing.wait(max(0.0, min(left_s, _LOOK_S)))
            if left_s <= 0 or self._closing.is_set():
                return []

    def ping(self) -> None:
        self._server.ask(lambda client: client.ping())

    def close(self) -> None:
        self._closing.set()
        self._server.close()

    def drop(self) -> None:
        """Remove every channel of this prefix."""
        self._server.forget(self._name(""))

    def _heard_now(self, channel: str, wait_s: float) -> list[str]:
        """What was said since the last time; waits a little for the first. The first call only tunes in."""
        heard: dict[str, str] = self._heard.__dict__
        name = self._name(channel)
        if channel not in heard:
            newest = cast(list[Any], self._server.ask(lambda client: client.xrevrange(name, count=1)))
            heard[channel] = newest[0][0].decode() if newest else "0-0"
        wait_ms = max(1, round(wait_s * 1000))
        found = cast(list[Any], self._server.ask(lambda client: client.xread({name: heard[channel]}, block=wait_ms)))
        entries = found[0][1] if found else ()
        for number, _ in entries:
            heard[channel] = number.decode()
        return [fields[_TEXT].decode() for _, fields in entries]

    def _name(self, channel: str) -> str:
        return f"{self._prefix}:bus:{channel}"
