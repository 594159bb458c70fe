"""What it costs to take events in: from bytes to queryable, with everything on that a store keeps."""

import tempfile
from pathlib import Path

from bench import graph_building, graph_naive
from bench.graph_data import EVENTS_PER_MONTH
from bench.report import at_least, scaled

NAIVE_PART = 10


def main() -> None:
    """Prints ``ingest_events_per_cpu_s``, and how many times that is of the naive way on the first tenth."""
    events = scaled(EVENTS_PER_MONTH)
    with tempfile.TemporaryDirectory() as folder:
        costs = graph_building.build(Path(folder) / "graph.sqlite", events)
        size = (Path(folder) / "graph.sqlite").stat().st_size
        naive = graph_naive.build(Path(folder) / "naive.sqlite", events // NAIVE_PART, graph_building.BATCH)
    rate, naive_rate = len(costs) / sum(costs), len(naive) / sum(naive)
    beside: dict[str, float | str] = {
        "naive_events_per_cpu_s": naive_rate,
        "events": events,
        "batch": graph_building.BATCH,
        "bytes_per_event": size / events,
        "garbage_collector": "off while writing",
    }
    at_least("ingest_events_per_cpu_s", rate, "events/CPU-s", 90_000, beside)
    first = costs[: len(naive)]
    at_least(
        "ingest_to_naive_ratio", len(first) / sum(first) / naive_rate, "times", 3, {"events": events // NAIVE_PART}
    )


if __name__ == "__main__":
    main()
