"""Measures over time."""

from app.domain.graph import Scope
from app.domain.moments import LATEST
from app.lenses.views import Series
from app.ports import HOUR_MS, MetricStore

MOST_POINTS = 2_000


def trend(metrics: MetricStore, scope: Scope, measure: str, start: int = 0, end: int = LATEST) -> Series:
    """One measure with ``start <= valid < end``, thinned evenly to 2,000 points; its last point stays."""
    points = _known(metrics, scope, measure, start, end)
    step = -(-len(points) // MOST_POINTS) or 1
    kept = points[::-1][::step][::-1]
    return Series(measure=measure, name=named(measure), points=tuple(kept))


def _known(metrics: MetricStore, scope: Scope, measure: str, start: int, end: int) -> list[tuple[int, float]]:
    """What was measured; where the samples are gone, the last value of each hour, at its beginning."""
    points = metrics.series(scope, measure, start, end)
    before = points[0][0] // HOUR_MS * HOUR_MS if points else end
    hours = metrics.rolled_up(scope, measure, HOUR_MS, start, before)
    return [*((hour.start, hour.last) for hour in hours), *points]


def trends(metrics: MetricStore, scope: Scope) -> tuple[Series, ...]:
    """Every measure of the scope, by name."""
    return tuple(trend(metrics, scope, measure) for measure in metrics.measures(scope))


def named(measure: str) -> str:
    """``bdv.flake_rate`` as people say it: ``BDV flake rate``."""
    stream, _, figure = measure.partition(".")
    return f"{stream.upper()} {figure.replace('_', ' ')}" if figure else measure.replace("_", " ")
