"""What it costs to look at any moment of a month: as it was, as it was known, and what changed between two.

CPU times of a reading process; the snapshot is asked for its size, nodes and edges are made when read.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.graph import Snapshot
from app.domain.moments import AsOf
from bench.graph_building import build
from bench.graph_data import EVENTS_PER_MONTH, PACE_MS, SCOPE, START
from bench.report import at_most, quantile, scaled

LOOKS = 200
HOUR, DAY = 3_600_000, 86_400_000


def main() -> None:
    """Prints ``asof_p50_ms``, ``asof_p95_ms``, ``knownat_ratio`` and ``diff_p95_ms``."""
    events = scaled(EVENTS_PER_MONTH)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "graph.sqlite", events)
        store = SqliteGraph(Path(folder) / "graph.sqlite", read_only=True)
        report_looks(store, round(events * PACE_MS))
        store.close()


def report_looks(store: SqliteGraph, span: int) -> None:
    """Measure and print, over a history that spans so many milliseconds."""
    looks = as_of_times(store, span)
    everything = times(span, lambda at: touch(store.snapshot(SCOPE, AsOf(at))), 30)
    walls = times(span, lambda at: size(store.snapshot(SCOPE, AsOf(at))), LOOKS, time.perf_counter)
    beside = {"wall_p50_ms": quantile(walls, 0.5), "all_nodes_and_edges_read_p50_ms": quantile(everything, 0.5)}
    at_most("asof_p50_ms", quantile(looks, 0.5), "ms CPU", 3, beside)
    at_most("asof_p95_ms", quantile(looks, 0.95), "ms CPU", 8, {"wall_p95_ms": quantile(walls, 0.95)})
    known = times(span, lambda at: size(store.snapshot(SCOPE, AsOf.at(at, at + HOUR))), LOOKS)
    ratio = quantile(known, 0.5) / quantile(looks, 0.5)
    at_most("knownat_ratio", ratio, "times as-of", 1.5, {"knownat_p50_ms": quantile(known, 0.5)})
    hours = times(span, lambda at: store.diff(SCOPE, AsOf(at - HOUR), AsOf(at)), LOOKS)
    days = times(span, lambda at: store.diff(SCOPE, AsOf(at - DAY), AsOf(at)), 30)
    beside = {"p50_ms": quantile(hours, 0.5), "over_a_day_p50_ms": quantile(days, 0.5)}
    at_most("diff_p95_ms", quantile(hours, 0.95), "ms CPU, over an hour", 10, beside)


def as_of_times(store: SqliteGraph, span: int) -> list[float]:
    """Milliseconds of CPU per snapshot at random moments."""
    return times(span, lambda at: size(store.snapshot(SCOPE, AsOf(at))), LOOKS)


def times(
    span: int, look: Callable[[int], object], count: int, clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Milliseconds per look at random moments, after a few looks to warm up."""
    chance, taken = Random(3), []
    for number in range(count + 10):
        at = START + chance.randrange(span // 20, span)
        started = clock()
        look(at)
        taken.append((clock() - started) * 1_000 if number >= 10 else -1.0)
    return taken[10:]


def size(snapshot: Snapshot) -> int:
    """How much is there."""
    return len(snapshot.nodes) + len(snapshot.edges)


def touch(snapshot: Snapshot) -> int:
    """Read every property of everything."""
    return sum(len(e.props) for part in (snapshot.nodes, snapshot.edges) for e in part.values())


if __name__ == "__main__":
    main()
