"""Measures over time."""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from app.domain.graph import Scope
from app.ports.shared import Positions


class Sample(msgspec.Struct, frozen=True):
    """One measured value at one valid time; a later sample of the same measure and time replaces it."""

    scope: Scope
    measure: str
    valid_at: int
    value: float


ROLLUP_WIDTHS: Final = (5 * 60_000, 3_600_000, 86_400_000)
"""Stretches of five minutes, an hour and a day (UTC), in ms."""


class Stretch(msgspec.Struct, frozen=True):
    """What was measured from ``start`` on for the width of one stretch; ``last`` is the latest value in it."""

    start: int
    count: int
    low: float
    high: float
    mean: float
    last: float


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

    def roll_up(self) -> int:
        """Work out anew the stretches in which samples came or changed since the last time; late ones count too.

        Returns how many stretches were written."""

    def rolled_up(self, scope: Scope, measure: str, width: int, start: int, end: int) -> list[Stretch]:
        """The stretches of this width (one of ROLLUP_WIDTHS) with ``start <= their start < end``, in order."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""
