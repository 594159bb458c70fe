"""Settings → desk: the only module that knows which adapter stands behind which port.

Drivers are imported inside, so that nobody needs a server's driver who does not use the server.
"""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from app import seeding
from app.addresses import NOWHERE, Addresses
from app.desk import Desk
from app.errors import SetupError
from app.ports import SILENT, UNLIMITED, UNTRACED, Telemetry, Throttle, Tracing
from app.ports.meters import UNDONE
from app.settings import Settings
from app.use_cases.looking import looking

Role = Literal["reader", "writer"]
"""A reader (web, command line) reads every store and may add to the log; a writer (workers) also writes stores."""

LOG: Final = "log.db"
GRAPH: Final = "graph.db"
METRICS: Final = "metrics.db"
SEARCH: Final = "search.db"
BUS: Final = "bus.db"
JOBS: Final = "jobs.db"
AUDIT: Final = "audit.db"
STORES: Final = (LOG, GRAPH, METRICS, SEARCH, BUS, JOBS, AUDIT)
ARCHIVE: Final = "archive"
NUMBERS: Final = "schemas.json"
"""The numbers that a registry of schemas gave, for when it is away."""
TOLD: Final = "metrics"
"""Where processes that share one address keep their numbers."""
COPIED: Final = (GRAPH, METRICS, SEARCH, JOBS, AUDIT, LOG)
"""What a backup holds; the log last, so that it holds whatever the others do."""


BURST_S: Final = 10
"""Who was silent for so many seconds may ask at once what they would have been worth."""


def wall_clock() -> int:
    """Milliseconds since 1970 (UTC), from this machine."""
    return time.time_ns() // 1_000_000


def open_desk(settings: Settings, role: Role, telemetry: Telemetry = SILENT, tracing: Tracing = UNTRACED) -> Desk:
    """The desk of one process; with somebody who watches, its ports tell how they do, and what they are asked.

    Raises SetupError when the data folder cannot be used.
    """
    ready_folder(settings.data)
    read_only = role == "reader"
    own = _sqlite_desk(settings, read_only=read_only)
    desk = replace(own, throttle=_throttle(settings), telemetry=telemetry)
    if settings.addresses != NOWHERE:
        desk = _moved_to(settings, desk, read_only=read_only)
    if telemetry is not SILENT:
        from app.measured import watched

        desk = watched(desk, telemetry)
    if tracing is not UNTRACED:
        from app.traced import traced

        desk = traced(desk, tracing)
    if settings.addresses.redis:
        looking(desk.graph).share(desk.cache)
    return desk


def open_tracing(settings: Settings, service: str) -> Tracing:
    """Where this process, one of ``service``, sends its spans."""
    if not settings.collector.address:
        return UNTRACED
    from app.adapters.otel_tracing import OtelTracing, exporter_to

    told = settings.collector
    return OtelTracing(exporter_to(told.address, told.form), f"mission-control-{service}", told.sample)


def open_telemetry(settings: Settings, *, shared: bool = False) -> Telemetry:
    """Where this process tells about its work. ``shared``: with its siblings, at one address."""
    if not settings.metrics:
        return SILENT
    from app.adapters.shared_numbers import VARIABLE, shared_folder

    ready_folder(settings.data)
    folder = shared_folder(settings.data / TOLD) if shared else None
    if folder is not None:
        os.environ[VARIABLE] = str(folder)  # read by the library when it is loaded
    from app.adapters.prometheus_telemetry import PrometheusTelemetry

    return PrometheusTelemetry(folder)


def ready_folder(folder: Path) -> None:
    """Make the data folder if need be. Raises SetupError when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as flaw:
        raise SetupError(f"MC_DATA={folder} cannot be used as the data folder: {flaw.strerror}") from flaw
    if not writable:
        raise SetupError(f"MC_DATA={folder} cannot be written to; name a folder that can")


def _sqlite_desk(settings: Settings, *, read_only: bool) -> Desk:
    from app.adapters.file_archive import FileArchive
    from app.adapters.memory_cache import MemoryCache
    from app.adapters.sqlite_audit import SqliteAudit
    from app.adapters.sqlite_backups import SqliteBackups
    from app.adapters.sqlite_bus import SqliteBus
    from app.adapters.sqlite_graph import CurrentGraph, SqliteGraph, current_file
    from app.adapters.sqlite_jobs import SqliteJobs
    from app.adapters.sqlite_log import SqliteLog
    from app.adapters.sqlite_metrics import SqliteMetrics
    from app.adapters.sqlite_search import SqliteSearch
    from app.adapters.sqlite_snapshots import Openers, Places, SqliteSnapshots
    from app.adapters.whole_log import WholeLog

    folder = settings.data
    graph = CurrentGraph(folder / GRAPH, read_only=read_only)
    archive = FileArchive(folder / ARCHIVE)

    def copied() -> dict[str, Path]:
        files = {name: folder / name for name in COPIED}
        return {**files, GRAPH: current_file(folder / GRAPH)}

    def stores() -> Places:
        return Places(current_file(folder / GRAPH), folder / METRICS, folder / SEARCH, folder / AUDIT)

    return Desk(
        graph=graph,
        log=WholeLog(SqliteLog(folder / LOG, wall_clock), archive),
        metrics=SqliteMetrics(folder / METRICS),
        search=SqliteSearch(folder / SEARCH),
        cache=MemoryCache(wall_clock),
        bus=SqliteBus(folder / BUS),
        jobs=SqliteJobs(folder / JOBS),
        backups=SqliteBackups(folder, copied, lambda copy: SqliteGraph(copy / GRAPH, read_only=True)),
        builds=graph,
        archive=archive,
        snapshots=SqliteSnapshots(
            folder, stores, Openers(SqliteGraph, SqliteMetrics, SqliteSearch, SqliteAudit, graph.adopt)
        ),
        audit=SqliteAudit(folder / AUDIT),
        clock=wall_clock,
        tenant=settings.tenant,
        collector=settings.collector,
        seeding=lambda: seeding.read(folder),
    )


def _throttle(settings: Settings) -> Throttle:
    """Who asks too often waits: counted by all processes together where there is a server for it."""
    if not settings.rate:
        return UNLIMITED
    from app.adapters.memory_throttle import MemoryThrottle

    burst = BURST_S * settings.rate
    alone = MemoryThrottle(lambda: time.monotonic_ns() // 1_000_000, settings.rate, burst)
    if not settings.addresses.redis:
        return alone
    from app.adapters.redis_throttle import RedisThrottle

    return RedisThrottle(settings.addresses.redis, settings.rate, burst, alone, settings.addresses.namespace)


def _moved_to(settings: Settings, desk: Desk, *, read_only: bool) -> Desk:
    """The desk with a server behind each port that has an address."""
    addresses = settings.addresses
    from app.adapters.servers_own import ServersOwnBackups, ServersOwnSnapshots

    desk = replace(desk, backups=ServersOwnBackups(), snapshots=ServersOwnSnapshots())
    if addresses.neo4j:
        desk = _on_neo4j(addresses, desk, read_only=read_only)
    if addresses.kafka:
        desk = _on_kafka(addresses, settings.data / NUMBERS, desk)
    if addresses.postgres:
        desk = _on_postgres(addresses, desk)
    if addresses.redis:
        desk = _on_redis(addresses, desk)
    if addresses.opensearch:
        desk = _on_opensearch(addresses, desk)
    return desk


def _on_kafka(addresses: Addresses, kept: Path, desk: Desk) -> Desk:
    from app.adapters.kafka_log import KafkaLog, Members, Registry
    from app.adapters.whole_log import WholeLog

    registry = Registry(addresses.registry, kept=kept) if addresses.registry else None
    log = KafkaLog(addresses.kafka, addresses.kafka_prefix, wall_clock, registry=registry)
    shares = Members(addresses.kafka, addresses.kafka_prefix)
    return replace(desk, log=WholeLog(log, desk.archive), shares=shares, schemas=registry or desk.schemas)


def _on_neo4j(addresses: Addresses, desk: Desk, *, read_only: bool) -> Desk:
    from app.adapters.neo4j_graph import CurrentNeo4jGraph, Neo4jChronicle, Neo4jDatabase, checked_address

    url = checked_address("MC_NEO4J", addresses.neo4j)
    user, password, tell = addresses.neo4j_user, addresses.neo4j_password, desk.telemetry
    database = Neo4jDatabase(url, user, password, undone=lambda why: tell.add(UNDONE, "graph", why))
    graph = CurrentNeo4jGraph(database, addresses.namespace, read_only)
    return replace(desk, graph=graph, builds=graph, chronicle=Neo4jChronicle(database, addresses.namespace))


def _on_postgres(addresses: Addresses, desk: Desk) -> Desk:
    from app.adapters.postgres_audit import PostgresAudit
    from app.adapters.postgres_jobs import PostgresJobs
    from app.adapters.postgres_metrics import PostgresMetrics
    from app.adapters.postgres_schema import checked_url

    url, name = checked_url("MC_POSTGRES", addresses.postgres), addresses.namespace.replace("-", "_")
    return replace(
        desk,
        metrics=PostgresMetrics(url, f"{name}_measures"),
        jobs=PostgresJobs(url, f"{name}_jobs"),
        audit=PostgresAudit(url, f"{name}_audit"),
    )


def _on_redis(addresses: Addresses, desk: Desk) -> Desk:
    from app.adapters.redis_bus import RedisBus
    from app.adapters.redis_cache import RedisCache

    url, prefix = addresses.redis, addresses.namespace
    return replace(desk, cache=RedisCache(url, wall_clock, prefix), bus=RedisBus(url, prefix))


def _on_opensearch(addresses: Addresses, desk: Desk) -> Desk:
    from app.adapters.opensearch import OpenSearchIndex

    return replace(desk, search=OpenSearchIndex(addresses.opensearch, addresses.namespace))
