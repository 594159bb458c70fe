"""The desk with servers behind its ports, each where it has an address."""

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from app.addresses import Addresses
from app.desk import Desk
from app.ports import Copies, Manifest
from app.ports.meters import UNDONE
from app.settings import Settings
from app.wiring.places import wall_clock

NUMBERS: Final = "schemas.json"
"""The numbers that a registry of schemas gave, for when it is away."""


def moved_to(settings: Settings, desk: Desk, *, read_only: bool) -> Desk:
    """The desk with a server behind each port that has an address."""
    addresses = settings.addresses
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
    return _copied(settings, desk)


def _copied(settings: Settings, desk: Desk) -> Desk:
    """The desk as it takes copies: through the ports, unless all that is copied are files."""
    folder, addresses = settings.data, settings.addresses
    if not (addresses.neo4j or addresses.postgres or addresses.opensearch):
        return desk
    from app.adapters.sqlite_snapshots import CarriedSnapshots, SnapshotBackups
    from app.use_cases.snapshots import described
    from app.use_cases.transfer import Transfer
    from app.wiring.files import OPENERS

    def manifest(copies: Copies, now: int) -> Manifest:
        return described(copies, desk.log, version("mission-control"), now, lambda _scope: None)

    snapshots = CarriedSnapshots(folder, OPENERS, Transfer(desk))
    return replace(desk, snapshots=snapshots, backups=SnapshotBackups(folder, snapshots, manifest))


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
    from app.adapters.postgres_views import PostgresViews

    url, name = checked_url("MC_POSTGRES", addresses.postgres), addresses.namespace.replace("-", "_")
    return replace(
        desk,
        metrics=PostgresMetrics(url, f"{name}_measures"),
        jobs=PostgresJobs(url, f"{name}_jobs"),
        audit=PostgresAudit(url, f"{name}_audit"),
        views=PostgresViews(url, f"{name}_views"),
    )


def _on_redis(addresses: Addresses, desk: Desk) -> Desk:
    from app.adapters.redis_bus import RedisBus
    from app.adapters.redis_cache import RedisCache

    url, prefix = addresses.redis, addresses.namespace
    return replace(desk, cache=RedisCache(url, wall_clock, prefix), bus=RedisBus(url, prefix))


def _on_opensearch(addresses: Addresses, desk: Desk) -> Desk:
    from app.adapters.opensearch import OpenSearchIndex

    return replace(desk, search=OpenSearchIndex(addresses.opensearch, addresses.namespace))
