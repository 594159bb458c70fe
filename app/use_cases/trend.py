"""Measures over time."""

from app.domain.graph import Scope
from app.domain.moments import LATEST
from app.lenses.views import Series
from app.ports import MetricStore

MOST_POINTS = 2_000


def trend(metrics: MetricStore, scope: Scope, measure: str, start: int = 0, end: int = LATEST) -> Series:
    """One measure with ``start <= valid < end``, thinned evenly to 2,000 points; its last point stays."""
    points = metrics.series(scope, measure, start, end)
    step = -(-len(points) // MOST_POINTS) or 1
    kept = points[::-1][::step][::-1]
    return Series(measure=measure, name=named(measure), points=tuple(kept))


def trends(metrics: MetricStore, scope: Scope) -> tuple[Series, ...]:
    """Every measure of the scope, by name."""
    return tuple(trend(metrics, scope, measure) for measure in metrics.measures(scope))


def named(measure: str) -> str:
    """``bdv.flake_rate`` as people say it: ``BDV flake rate``."""
    stream, _, figure = measure.partition(".")
    return f"{stream.upper()} {figure.replace('_', ' ')}" if figure else measure.replace("_", " ")
