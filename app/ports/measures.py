"""Measures over time."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from app.domain.graph import Scope
from app.ports.shared import Positions


class Sample(msgspec.Struct, frozen=True):
    """One measured value at one valid time; a later sample of the same measure and time replaces it."""

    scope: Scope
    measure: str
    valid_at: int
    value: float


class MetricStore(Protocol):
    """Measures over time."""

    def record(self, consumer: str, positions: Positions, samples: Sequence[Sample]) -> None:
        """Keep the samples and the position, all or none."""

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest positions that came with this consumer's samples."""

    def series(self, scope: Scope, measure: str, start: int, end: int) -> list[tuple[int, float]]:
        """``(valid_at, value)`` with ``start <= valid_at < end``, in order."""

    def measures(self, scope: Scope) -> list[str]:
        """The names measured for the scope, sorted."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""
