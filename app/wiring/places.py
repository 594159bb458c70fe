"""Where a process finds its files in the data folder, and the time."""

import time
from typing import Final

LOG: Final = "log.db"
GRAPH: Final = "graph.db"
METRICS: Final = "metrics.db"
SEARCH: Final = "search.db"
BUS: Final = "bus.db"
JOBS: Final = "jobs.db"
AUDIT: Final = "audit.db"
VIEWS: Final = "views.db"
CACHE: Final = "cache.db"
"""What the overview says of iterations that have not changed since; it may be lost at any time."""
KEYS: Final = "keys.json"
"""Who signs share links; it is never copied into a backup."""
STORES: Final = (LOG, GRAPH, METRICS, SEARCH, BUS, JOBS, AUDIT, VIEWS, CACHE)
ARCHIVE: Final = "archive"
COPIED: Final = (GRAPH, METRICS, SEARCH, JOBS, AUDIT, VIEWS, LOG)
"""What a backup holds; the log last, so that it holds whatever the others do."""


def wall_clock() -> int:
    """Milliseconds since 1970 (UTC), from this machine."""
    return time.time_ns() // 1_000_000
