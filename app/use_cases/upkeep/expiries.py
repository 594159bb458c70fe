"""What held until a date (suppressions, waivers, overrides): its end is told, and the verdict asked again."""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.identity import derived_id
from app.domain.moments import LATEST
from app.domain.payloads.common import ExpiryPassed
from app.domain.state import read
from app.domain.verdict.endings import Ending, endings
from app.ports import GraphStore

SOURCE: Final = "mission-control jobs"


def expired(graph: GraphStore, now: int) -> list[Event]:
    """An event for everything that has ended by now and was not said yet, at the moment at which it ended."""
    return [
        _event(scope, ending)
        for scope in [info.scope for info in graph.scopes()]
        for ending in endings(read(graph.snapshot(scope)))
        if ending.until <= now and not _said(graph, scope, ending)
    ]


def _said(graph: GraphStore, scope: Scope, ending: Ending) -> bool:
    wanted = _id(scope, ending)
    return any(known == wanted for known in _ids_at(graph, scope, ending.until))


def _ids_at(graph: GraphStore, scope: Scope, at: int) -> Iterator[str]:
    yield from (mark.event_id for mark in graph.around(scope, at, at + 1, LATEST, 10_000))


def _id(scope: Scope, ending: Ending) -> str:
    return derived_id("expired", *scope, ending.stream, ending.what, ending.subject, str(ending.until))


def _event(scope: Scope, ending: Ending) -> Event:
    event_id = _id(scope, ending)
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=ending.until,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        event_type=f"{ending.stream}.expiry.passed",
        node_id=ending.subject,
        payload=ExpiryPassed(what=ending.what, subject=ending.subject),
        source=SOURCE,
    )
