"""What processes share in passing: a cache and a bus."""

from collections.abc import Iterable
from typing import Protocol


class Cache(Protocol):
    """Answers kept for a while. Losing all of them at any time does no harm."""

    def get(self, key: str) -> bytes | None:
        """What was kept under the key, unless it was lost or its time is over."""

    def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep the value for about so many seconds."""

    def ping(self) -> None:
        """Return when the cache answers."""

    def close(self) -> None:
        """Let go of everything held."""


class Bus(Protocol):
    """Tells every process that something changed. A message may be lost; the next one says enough."""

    def publish(self, channel: str, text: str) -> None:
        """Say it to all who listen now."""

    def listen(self, channel: str, timeout_s: float) -> Iterable[str]:
        """What was said on the channel since this listener's last call, waiting at most so long for the first."""

    def ping(self) -> None:
        """Return when the bus answers."""

    def close(self) -> None:
        """Let go of everything held."""
