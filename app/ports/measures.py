"""Measures over time."""

import math
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


HOUR_MS: Final = 3_600_000
PERCENTILES: Final = (0.5, 0.75, 0.9, 0.95, 0.99)


class Spread(msgspec.Struct, frozen=True):
    """How the values of one measure lay in the hour from ``start`` on, over all iterations of a tenant.

    ``p95`` is the least value that was measured and is not below 95 of 100 of them (nearest rank); so it can be
    found again among the samples, and is the same in every store.
    """

    start: int
    count: int
    low: float
    p50: float
    p75: float
    p90: float
    p95: float
    p99: float
    high: float


def spread_of(start: int, values: Sequence[float]) -> Spread:
    """The spread of these values, at least one, in order of size."""
    count = len(values)
    p50, p75, p90, p95, p99 = (values[max(1, math.ceil(part * count)) - 1] for part in PERCENTILES)
    return Spread(start, count, values[0], p50, p75, p90, p95, p99, values[-1])


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

    def spreads(self, tenant: str, measure: str, start: int, end: int) -> list[Spread]:
        """The spreads of hours with ``start <= their start < end``, in order; right at any moment, also before what
        came last is rolled up."""

    def known_to(self, tenant: str) -> list[str]:
        """The names measured for any iteration of the tenant, sorted."""

    def retain(self, now: int, raw_ms: int, rolled_ms: int) -> int:
        """Let go of samples that are older than ``raw_ms``, and of what was worked out over longer ago than
        ``rolled_ms``; work out first what is still to be. A product may keep some of it a little longer. A stretch
        whose samples are gone stays as it was worked out, whatever comes later. Returns how much went, in samples or
        in stretches of them."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""
