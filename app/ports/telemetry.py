"""What a process tells about its own work while it works: counters, gauges and histograms, for whoever watches it."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol

import msgspec

Labels = tuple[str, ...]


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """A number that only grows. ``known`` are the values of its labels that are there from the start, at 0: an
    increase from nothing to one would be seen by nobody."""

    name: str
    help: str
    labels: Labels = ()
    known: tuple[Labels, ...] = ()


class Gauge(msgspec.Struct, frozen=True, kw_only=True):
    """A number that goes up and down. ``across`` says what several processes of one kind make of theirs."""

    name: str
    help: str
    labels: Labels = ()
    across: Literal["sum", "min", "max"] = "max"


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """How long things took, in seconds, counted by ``buckets`` (upper bounds, growing)."""

    name: str
    help: str
    buckets: tuple[float, ...]
    labels: Labels = ()


Meter = Counter | Gauge | Histogram


class Exposed(msgspec.Struct, frozen=True):
    """All that is known now, as a watcher reads it, and its media type."""

    body: bytes
    media_type: str


class Telemetry(Protocol):
    """Takes what is told. Telling never fails, and never takes long."""

    def add(self, counter: Counter, *labels: str, by: float = 1.0) -> None:
        """Count ``by`` more."""

    def put(self, gauge: Gauge, value: float, *labels: str) -> None:
        """The number is this now."""

    def shift(self, gauge: Gauge, by: float, *labels: str) -> None:
        """The number is so much more (or, below 0, less) than before."""

    def observe(self, histogram: Histogram, seconds: Sequence[float], *labels: str) -> None:
        """So long it took, once or several times."""

    def exposed(self) -> Exposed | None:
        """What is known now; nothing when nobody wants to know."""


class Silent:
    """Nobody wants to know."""

    def add(self, counter: Counter, *labels: str, by: float = 1.0) -> None:
        return None

    def put(self, gauge: Gauge, value: float, *labels: str) -> None:
        return None

    def shift(self, gauge: Gauge, by: float, *labels: str) -> None:
        return None

    def observe(self, histogram: Histogram, seconds: Sequence[float], *labels: str) -> None:
        return None

    def exposed(self) -> Exposed | None:
        return None


SILENT: Final = Silent()
