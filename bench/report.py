"""One JSON line per figure, so that people and machines can read them."""

import json
import os
from collections.abc import Mapping, Sequence

Beside = Mapping[str, float | str]


def scaled(count: int) -> int:
    """So many, or the part of it that ``MC_BENCH_SCALE`` (1 by default) asks for; smaller runs say less."""
    return max(1, round(count * float(os.environ.get("MC_BENCH_SCALE", "1"))))


def report(name: str, value: float, unit: str, goal: float | str, met: bool | None, beside: Beside) -> None:
    """Print one figure: what it is, its goal, whether that is met, and what it was measured beside."""
    line = {"name": name, "value": _short(value), "unit": unit, "goal": goal, "met": met}
    print(json.dumps({**line, "beside": {key: _short(said) for key, said in beside.items()}}), flush=True)


def at_least(name: str, value: float, unit: str, goal: float, beside: Beside) -> None:
    """A figure that should be large."""
    report(name, value, unit, f">= {goal:g}", value >= goal, beside)


def at_most(name: str, value: float, unit: str, goal: float, beside: Beside) -> None:
    """A figure that should be small."""
    report(name, value, unit, f"<= {goal:g}", value <= goal, beside)


def quantile(samples: Sequence[float], part: float) -> float:
    """The sample below which this part of all samples lies."""
    return sorted(samples)[min(len(samples) - 1, int(part * len(samples)))]


def _short(value: float | str) -> float | str:
    if isinstance(value, str | int):
        return value
    return float(f"{value:.4g}") if abs(value) < 1e4 else round(value)
