"""Builds the store that the graph benchmarks look at, and counts what building it costs."""

import gc
import time
from pathlib import Path

from app.adapters.sqlite_graph import SqliteGraph
from app.ports import Batch
from bench import graph_data

BATCH = 2_000


def build(path: Path, events: int, batch_size: int = BATCH) -> list[float]:
    """Write the history into a new store; per batch the CPU seconds per event, from bytes to queryable.

    The garbage collector rests meanwhile, as in the worker's loop.
    """
    store = SqliteGraph(path)
    costs = []
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for number, batch in enumerate(graph_data.batches(events, batch_size)):
            started = time.process_time()
            store.append(Batch("bench", {"dde-0": number}, graph_data.entries(batch)))
            costs.append((time.process_time() - started) / len(batch))
    finally:
        gc.enable()
        gc.unfreeze()
        store.close()
    return costs
