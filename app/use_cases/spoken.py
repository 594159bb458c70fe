"""The event that carries what a person said."""

from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.payloads import Payload


def spoken(scope: Scope, now: int, origin: str, event_id: str, about: tuple[str, str, Payload]) -> Event:
    """It happened ``now`` (ms); ``origin``: by which way they came; ``about``: event type, node and payload."""
    event_type, node_id, payload = about
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=now,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        event_type=event_type,
        node_id=node_id,
        payload=payload,
        source=origin,
    )
