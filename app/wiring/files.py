"""The desk whose stores are files in one folder: no server at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app import seeding
from app.adapters.file_archive import FileArchive
from app.adapters.file_attachments import FileAttachments
from app.adapters.file_keys import FileKeys
from app.adapters.memory_cache import MemoryCache
from app.adapters.named_keys import NamedKeys
from app.adapters.sqlite_audit import SqliteAudit
from app.adapters.sqlite_backups import SqliteBackups
from app.adapters.sqlite_bus import SqliteBus
from app.adapters.sqlite_cache import SqliteCache
from app.adapters.sqlite_graph import CurrentGraph, SqliteGraph, current_file
from app.adapters.sqlite_jobs import SqliteJobs
from app.adapters.sqlite_log import SqliteLog
from app.adapters.sqlite_metrics import SqliteMetrics
from app.adapters.sqlite_search import SqliteSearch
from app.adapters.sqlite_snapshots import Openers, Places, SqliteSnapshots
from app.adapters.sqlite_views import SqliteViews
from app.adapters.whole_log import WholeLog
from app.desk import Desk
from app.ports import Backups, Snapshots
from app.settings import Settings
from app.wiring.places import (
    ARCHIVE,
    AUDIT,
    BUS,
    CACHE,
    COPIED,
    GRAPH,
    JOBS,
    KEYS,
    LOG,
    METRICS,
    SEARCH,
    VIEWS,
    wall_clock,
)

OPENERS: Final = Openers(SqliteGraph, SqliteMetrics, SqliteSearch, SqliteAudit)
"""How the parts of a snapshot are opened."""


def desk_of_files(settings: Settings, *, read_only: bool) -> Desk:
    """Every port on a file of the data folder, which is there already."""
    folder, secrets, keys = settings.data, settings.sharing.secrets, FileKeys(settings.data / KEYS)
    graph, archive = CurrentGraph(folder / GRAPH, read_only=read_only), FileArchive(folder / ARCHIVE)
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
        keys=NamedKeys(secrets, keys.kept) if secrets else keys,
        clock=wall_clock,
        attachments=FileAttachments(folder),
        lasting=SqliteCache(folder / CACHE, wall_clock),
        seeding=lambda: seeding.read(folder),
    )


def _copying(folder: Path, adopt: Callable[[Path], str]) -> tuple[Backups, Snapshots]:
    """Those who copy the files as they are when asked; ``adopt`` takes another graph's file in."""

    def copied() -> dict[str, Path]:
        files = {name: folder / name for name in COPIED}
        return {**files, GRAPH: current_file(folder / GRAPH)}

    def stores() -> Places:
        return Places(current_file(folder / GRAPH), folder / METRICS, folder / SEARCH, folder / AUDIT)

    backups = SqliteBackups(folder, copied, lambda copy: SqliteGraph(copy / GRAPH, read_only=True))
    return backups, SqliteSnapshots(folder, stores, OPENERS, adopt)
