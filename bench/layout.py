"""Where the tasks of a plan stand: a chain of 5,000 and a fan-out of 10,000, laid out on the server each time."""

import os
import time
from collections.abc import Callable
from itertools import pairwise

from app.lenses.layout import layered
from bench.report import at_most, scaled

CHAIN, FAN = 5_000, 10_000
GOAL_MS = 2_000.0
ROUNDS = 5

Plan = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def main() -> None:
    """Print ``layout_chain_5000_ms`` and ``layout_fan_10000_ms``: medians of five wall times, and CPU time beside."""
    _report("layout_chain_5000_ms", _chain(scaled(CHAIN)))
    _report("layout_fan_10000_ms", _fan(scaled(FAN)))


def _chain(count: int) -> Plan:
    names = tuple(f"T{n:05}" for n in range(count))
    return names, tuple(pairwise(names))


def _fan(count: int) -> Plan:
    names = ("root", *(f"T{n:05}" for n in range(count)))
    return names, tuple((names[0], name) for name in names[1:])


def _report(name: str, plan: Plan) -> None:
    wall = sorted(_timed(time.perf_counter, plan) for _ in range(ROUNDS))[ROUNDS // 2]
    cpu = sorted(_timed(time.process_time, plan) for _ in range(ROUNDS))[ROUNDS // 2]
    load = round(os.getloadavg()[0] / (os.cpu_count() or 1), 2)
    at_most(name, wall, "ms", GOAL_MS, {"cpu_ms": cpu, "nodes": len(plan[0]), "load_per_core": load})


def _timed(clock: Callable[[], float], plan: Plan) -> float:
    layered.cache_clear()
    start = clock()
    layered(*plan)
    return (clock() - start) * 1000


if __name__ == "__main__":
    main()
