"""The desk whose stores are files in one folder: no server at all."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app import seeding
from app.desk import Desk
from app.ports import Backups, Snapshots
from app.settings import Settings

LOG: Final = "log.db"
GRAPH: Final = "graph.db"
METRICS: Final = "metrics.db"
SEARCH: Final = "search.db"
BUS: Final = "bus.db"
JOBS: Final = "jobs.db"
AUDIT: Final = "audit.db"
VIEWS: Final = "views.db"
KEYS: Final = "keys.json"
"""Who signs share links; it is never copied into a backup."""
STORES: Final = (LOG, GRAPH, METRICS, SEARCH, BUS, JOBS, AUDIT, VIEWS)
ARCHIVE: Final = "archive"
COPIED: Final = (GRAPH, METRICS, SEARCH, JOBS, AUDIT, LOG)
"""What a backup holds; the log last, so that it holds whatever the others do."""


def wall_clock() -> int:
    """Milliseconds since 1970 (UTC), from this machine."""
    return time.time_ns() // 1_000_000


def desk_of_files(settings: Settings, *, read_only: bool) -> Desk:
    """Every port on a file of the data folder, which is there already."""
    from app.adapters.file_archive import FileArchive
    from app.adapters.file_attachments import FileAttachments
    from app.adapters.file_keys import FileKeys
    from app.adapters.memory_cache import MemoryCache
    from app.adapters.sqlite_audit import SqliteAudit
    from app.adapters.sqlite_bus import SqliteBus
    from app.adapters.sqlite_graph import CurrentGraph
    from app.adapters.sqlite_jobs import SqliteJobs
    from app.adapters.sqlite_log import SqliteLog
    from app.adapters.sqlite_metrics import SqliteMetrics
    from app.adapters.sqlite_search import SqliteSearch
    from app.adapters.sqlite_views import SqliteViews
    from app.adapters.whole_log import WholeLog

    folder = settings.data
    graph = CurrentGraph(folder / GRAPH, read_only=read_only)
    archive = FileArchive(folder / ARCHIVE)
    backups, snapshots = _copying(folder, graph.adopt)
    return Desk(
        graph=graph,
        log=WholeLog(SqliteLog(folder / LOG, wall_clock), archive),
        metrics=SqliteMetrics(folder / METRICS),
        search=SqliteSearch(folder / SEARCH),
        cache=MemoryCache(wall_clock),
        bus=SqliteBus(folder / BUS),
        jobs=SqliteJobs(folder / JOBS),
        backups=backups,
        builds=graph,
        archive=archive,
        snapshots=snapshots,
        audit=SqliteAudit(folder / AUDIT),
        views=SqliteViews(folder / VIEWS),
        keys=FileKeys(folder / KEYS),
        clock=wall_clock,
        tenant=settings.tenant,
        collector=settings.collector,
        attachments=FileAttachments(folder),
        seeding=lambda: seeding.read(folder),
    )


def _copying(folder: Path, adopt: Callable[[Path], str]) -> tuple[Backups, Snapshots]:
    """Those who copy the files as they are when asked; ``adopt`` takes another graph's file in."""
    from app.adapters.sqlite_audit import SqliteAudit
    from app.adapters.sqlite_backups import SqliteBackups
    from app.adapters.sqlite_graph import SqliteGraph, current_file
    from app.adapters.sqlite_metrics import SqliteMetrics
    from app.adapters.sqlite_search import SqliteSearch
    from app.adapters.sqlite_snapshots import Openers, Places, SqliteSnapshots

    def copied() -> dict[str, Path]:
        files = {name: folder / name for name in COPIED}
        return {**files, GRAPH: current_file(folder / GRAPH)}

    def stores() -> Places:
        return Places(current_file(folder / GRAPH), folder / METRICS, folder / SEARCH, folder / AUDIT)

    backups = SqliteBackups(folder, copied, lambda copy: SqliteGraph(copy / GRAPH, read_only=True))
    openers = Openers(SqliteGraph, SqliteMetrics, SqliteSearch, SqliteAudit, adopt)
    return backups, SqliteSnapshots(folder, stores, openers)
