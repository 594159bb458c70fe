"""Where change is dangerous: a module's risk, its band and trend, and the heat of frequent change (domain 5.3)."""

from typing import Final

TREND: Final = 1.0
"""A risk that moved by no more than this has no trend."""


def risk(complexity: int, ca: int, ce: int) -> float:
    """complexity · (Ce + 1) / (Ca + 1); ``complexity`` is that of the worst function."""
    return complexity * (ce + 1) / (ca + 1)


def band(found: float) -> str:
    """Low below 10, high above 50, medium between."""
    return "high" if found > 50 else "medium" if found >= 10 else "low"


def trend(before: float, now: float) -> float:
    """By how much a risk moved, 0 where that is not more than 1.0."""
    moved = now - before
    return round(moved, 2) if abs(moved) > TREND else 0.0


def heat(commits: int, complexity: int) -> int:
    """Churn · complexity: how often a module was changed, times the complexities of all its functions."""
    return commits * complexity
