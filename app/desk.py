"""Desk: what a process holds while it runs. Built once by ``app.wiring``, handed down by argument."""

from collections.abc import Callable
from dataclasses import dataclass

from app.collector import NO_COLLECTOR, Collector
from app.ports import (
    NO_ATTACHMENTS,
    NO_CHRONICLE,
    NO_KEYS,
    OWN_SCHEMAS,
    SILENT,
    UNDIVIDED,
    UNLIMITED,
    UNTRACED,
    Archive,
    Attachments,
    AuditBook,
    Backups,
    Bus,
    Cache,
    Chronicle,
    Clock,
    EventLog,
    GraphBuilds,
    GraphStore,
    JobBook,
    Keys,
    MetricStore,
    Schemas,
    SearchIndex,
    Shares,
    Snapshots,
    Telemetry,
    Throttle,
    Tracing,
    ViewBook,
)
from app.seeding import Seeding


@dataclass(frozen=True)
class Desk:
    """The ports of one process. ``tenant`` is the one local tenant until there is a login.

    ``seeding`` says how far the first filling with data has come, ``telemetry`` takes what is told about the work,
    ``shares`` knows which part of the stream is this process's, ``schemas`` where those of messages are agreed on;
    ``chronicle`` writes history out for people; ``tracing`` takes its spans, and ``collector`` says where people look
    at them; ``throttle`` grants programs their turns, and ``admins`` are those who may approve overrides; ``keys``
    sign the links that ``views`` keeps; ``attachments`` has what test runs put down; ``lasting``
    is found again by processes that begin later.
    """

    graph: GraphStore
    log: EventLog
    metrics: MetricStore
    search: SearchIndex
    cache: Cache
    bus: Bus
    jobs: JobBook
    backups: Backups
    builds: GraphBuilds
    archive: Archive
    snapshots: Snapshots
    audit: AuditBook
    views: ViewBook
    clock: Clock
    tenant: str = "local"
    seeding: Callable[[], Seeding] = Seeding
    telemetry: Telemetry = SILENT
    shares: Shares = UNDIVIDED
    schemas: Schemas = OWN_SCHEMAS
    chronicle: Chronicle = NO_CHRONICLE
    tracing: Tracing = UNTRACED
    throttle: Throttle = UNLIMITED
    collector: Collector = NO_COLLECTOR
    admins: tuple[str, ...] = ()
    keys: Keys = NO_KEYS
    attachments: Attachments = NO_ATTACHMENTS
    lasting: Cache | None = None

    def close(self) -> None:
        """Let go of every port."""
        beside = (self.throttle, self.schemas, self.shares, self.audit, self.views)
        others = (*beside, self.jobs, self.bus, self.cache, self.search, self.metrics)
        for port in (*others, self.graph, self.log):
            port.close()
        if self.lasting is not None:
            self.lasting.close()
        self.tracing.close()
