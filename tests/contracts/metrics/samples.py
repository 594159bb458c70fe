"""Samples of two iterations, and what a store says of them."""

from app.domain.graph import Scope
from app.ports import MetricStore, Sample

HERE, THERE = Scope("acme", "i1"), Scope("acme", "i2")


def sample(valid_at: int, value: float, measure: str = "pass_rate", scope: Scope = HERE) -> Sample:
    return Sample(scope, measure, valid_at, value)


def everything(store: MetricStore, measure: str = "pass_rate", scope: Scope = HERE) -> list[tuple[int, float]]:
    return store.series(scope, measure, 0, 1 << 60)
