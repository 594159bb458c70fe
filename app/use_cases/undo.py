"""Take one ingest back, as a correction: nothing is deleted, and the past still knows what was believed."""

from collections.abc import Iterable

import msgspec

from app.domain.events import STREAMS, Event
from app.domain.graph import Scope
from app.domain.identity import derived_id
from app.domain.payloads.common import BatchRetracted
from app.errors import BadRequest, UnknownIteration
from app.ports import GraphStore


def retractions(graph: GraphStore, batch_id: str, now: int, reason: str) -> list[Event]:
    """The events that take the batch back, one per iteration and stream. Raises BadRequest for an unknown batch."""
    found = sorted(_touched(graph, batch_id))
    if not found:
        raise BadRequest(f"nothing that is kept came with batch {batch_id!r}; ingest prints the id of each batch")
    return [_retraction(scope, stream, batch_id, now, reason) for scope, stream in found]


def _touched(graph: GraphStore, batch_id: str) -> set[tuple[Scope, str]]:
    return {
        (entry.scope, stream)
        for info in graph.scopes()
        for entry in graph.entries(info.scope)
        if entry.batch_id == batch_id and (stream := entry.event_type.partition(".")[0]) in STREAMS
    }


def _retraction(scope: Scope, stream: str, batch_id: str, now: int, reason: str) -> Event:
    event_id = derived_id("retracted", *scope, stream, batch_id)
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=now,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        event_type=f"{stream}.batch.retracted",
        node_id=batch_id,
        payload=BatchRetracted(batch_id=batch_id, reason=reason),
        source="mission-control ingest --undo",
    )


def times_undone(graph: GraphStore, scope: Scope) -> int:
    """How often something was taken back from this iteration."""
    try:
        return sum(entry.event_type.endswith(".batch.retracted") for entry in graph.entries(scope))
    except UnknownIteration:
        return 0


def anew(event: Event, times: int) -> Event:
    """The event under a key of its own, so that what was taken back before can be said again."""
    if not times:
        return event
    return msgspec.structs.replace(
        event, event_id=f"{event.event_id}~{times}", idempotency_key=f"{event.key}~{times}"
    )


def iterations_of(events: Iterable[Event]) -> list[str]:
    """The iterations that these events are about, each once."""
    return sorted({event.iteration_id for event in events})
