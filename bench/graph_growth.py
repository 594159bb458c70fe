"""What ten times the history costs: the same entities and the same pace, for a month and for ten months."""

import tempfile
from pathlib import Path

from app.adapters.sqlite_graph import SqliteGraph
from bench.graph_asof import as_of_times
from bench.graph_building import BATCH, build
from bench.graph_data import EVENTS_PER_MONTH, PACE_MS
from bench.report import at_most, quantile, scaled

LONGER = 10
ROUNDS = 3


def main() -> None:
    """Prints ``asof_growth`` and ``ingest_growth``."""
    short = scaled(EVENTS_PER_MONTH)
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "short.sqlite", Path(folder) / "long.sqlite"
        build(small, short)
        costs = build(large, short * LONGER)
        batches = max(1, short // BATCH)
        first, last = costs[:batches], costs[-batches:]
        taken = {"first_us": 1e6 * sum(first) / len(first), "last_us": 1e6 * sum(last) / len(last)}
        at_most("ingest_growth", taken["last_us"] / taken["first_us"], "times, last tenth to first", 1.1, taken)
        looks = _interleaved(small, large, short)
    beside = {
        "short_p50_ms": quantile(looks[0], 0.5),
        "long_p50_ms": quantile(looks[1], 0.5),
        "events": short * LONGER,
    }
    at_most("asof_growth", beside["long_p50_ms"] / beside["short_p50_ms"], "times, p50", 1.3, beside)


def _interleaved(small: Path, large: Path, short: int) -> tuple[list[float], list[float]]:
    """Milliseconds per snapshot of both, taken by turns: the machine may be faster now than later."""
    stores = [SqliteGraph(path, read_only=True) for path in (small, large)]
    spans = [round(short * PACE_MS), round(short * LONGER * PACE_MS)]
    looks: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for store, span, taken in zip(stores, spans, looks, strict=True):
            taken.extend(as_of_times(store, span))
    for store in stores:
        store.close()
    return looks


if __name__ == "__main__":
    main()
