"""How things stand: ports, the worker's progress, and every scope with its revision."""

import msgspec

from app.desk import Desk
from app.seeding import Seeding
from app.use_cases.health import PortHealth, health, standing
from app.use_cases.progress import progress
from app.use_cases.watermark import Watermark, mark_of


class ScopeStatus(msgspec.Struct, frozen=True):
    """One iteration (or timeline) that is known."""

    tenant: str
    iteration: str
    watermark: Watermark


class Status(msgspec.Struct, frozen=True):
    """``lag``: records on the log that the graph does not hold yet. Positions name the next record per partition."""

    ports: dict[str, PortHealth]
    seeding: Seeding
    lag: int
    ends: dict[str, int]
    positions: dict[str, int]
    revision: int
    scopes: list[ScopeStatus]

    @property
    def ready(self) -> bool:
        """Whether log and graph answer and the first data is in."""
        return self.seeding.complete and standing(self.ports) != "not ready"


def status(desk: Desk) -> Status:
    """How things stand now. Raises StoreUnavailable when log or graph do not answer at all."""
    now = progress(desk.log, desk.graph)
    scopes = [ScopeStatus(*info.scope, mark_of(info)) for info in desk.graph.scopes()]
    return Status(health(desk), desk.seeding(), now.lag, now.ends, now.positions, desk.graph.revision(), scopes)
