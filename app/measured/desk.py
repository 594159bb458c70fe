"""A desk whose ports tell how they do."""

from dataclasses import replace

from app.desk import Desk
from app.measured.port import Told, measured
from app.measured.watchers import CacheAsked, Intake, LinksCounted, Runs
from app.ports import AuditBook, Bus, Cache, EventLog, GraphStore, JobBook, MetricStore, SearchIndex, Telemetry


def watched(desk: Desk, telemetry: Telemetry) -> Desk:
    """The desk, its ports measured."""
    runs = Runs(telemetry)
    book: dict[str, Told] = {"claim": runs.claimed, "finish": runs.finished}
    return replace(
        desk,
        telemetry=telemetry,
        log=measured(desk.log, EventLog, "log", telemetry),
        graph=measured(desk.graph, GraphStore, "graph", telemetry, {"append": Intake(telemetry, desk.clock)}),
        metrics=measured(desk.metrics, MetricStore, "metrics", telemetry, {"record": LinksCounted(telemetry)}),
        search=measured(desk.search, SearchIndex, "search", telemetry),
        cache=measured(desk.cache, Cache, "cache", telemetry, {"get": CacheAsked(telemetry)}),
        bus=measured(desk.bus, Bus, "bus", telemetry),
        jobs=measured(desk.jobs, JobBook, "jobs", telemetry, book),
        audit=measured(desk.audit, AuditBook, "audit", telemetry),
    )
