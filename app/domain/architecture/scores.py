"""Scores beside the verdict (domain 5.3, R-22): for information, they never decide."""

from collections.abc import Iterable
from typing import Final

import msgspec

WEIGHTS: Final = {"BLOCKING": 0.3, "WARNING": 0.1, "INFO": 0.02}
DAY_MS: Final = 86_400_000
STEEP: Final = 3
"""A function that grew by more than so many branches counts as erosion."""


def conformance(severities: Iterable[str]) -> float:
    """max(0, 1 - 0.3·blocking - 0.1·warning - 0.02·info)."""
    return max(0.0, 1.0 - sum(WEIGHTS.get(severity, 0.0) for severity in severities))


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What health is made of. ``complexity``: mean of each module's greatest; ``coupling``: mean Ce."""

    passing: int
    rules: int
    complexity: float
    coupling: float
    cycles: int


def health(found: Condition) -> float:
    """100·(0.4·passing/rules + 0.2·(1 - complexity/20) + 0.2·(1 - coupling/10) + 0.2·(1 - cycles/5)).

    Each term is floored at 0; without a rule nothing passes.
    """
    passing = found.passing / found.rules if found.rules else 0.0
    rest = (1 - found.complexity / 20, 1 - found.coupling / 10, 1 - found.cycles / 5)
    return 100 * (0.4 * passing + 0.2 * sum(max(0.0, term) for term in rest))


def band(score: float) -> str:
    """``green`` from 80, ``orange`` from 60, else ``red``."""
    return "green" if score >= 80 else "orange" if score >= 60 else "red"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared between two moments: findings by identity, Ce and complexity per module."""

    violations: frozenset[str]
    cycles: frozenset[str]
    coupling: dict[str, int]
    complexity: dict[str, int]


def erosion(before: Figures, now: Figures, elapsed_ms: int) -> float:
    """(new violations + coupling increases + complexity increases above 3 + new cycles) a day.

    Less than a day counts as one, so that two commits of one hour do not look like a landslide.
    """
    coupled = sum(ce > before.coupling.get(name, ce) for name, ce in now.coupling.items())
    steeper = sum(n - before.complexity.get(name, n) > STEEP for name, n in now.complexity.items())
    fresh = len(now.violations - before.violations) + len(now.cycles - before.cycles)
    return (fresh + coupled + steeper) / max(1.0, elapsed_ms / DAY_MS)


def erosion_band(rate: float) -> str:
    """``critical`` from 1.0 a day, ``high`` from 0.5, ``medium`` from 0.2, else ``low``."""
    steps = ((1.0, "critical"), (0.5, "high"), (0.2, "medium"))
    return next((word for least, word in steps if rate >= least), "low")
