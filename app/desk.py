"""Desk: what a process holds while it runs. Built once by ``app.wiring``, handed down by argument."""

from dataclasses import dataclass

from app.ports import Bus, Cache, Clock, EventLog, GraphStore, MetricStore, SearchIndex


@dataclass(frozen=True)
class Desk:
    """The ports of one process. ``tenant`` is the one local tenant until there is a login."""

    graph: GraphStore
    log: EventLog
    metrics: MetricStore
    search: SearchIndex
    cache: Cache
    bus: Bus
    clock: Clock
    tenant: str = "local"

    def close(self) -> None:
        """Let go of every port."""
        for port in (self.bus, self.cache, self.search, self.metrics, self.graph, self.log):
            port.close()
