"""Small events with defaults, for tests of every floor."""

from typing import Any

from app.domain.events import Event
from app.domain.payloads import PAYLOADS

T0 = 1_790_000_000_000
"""Where test histories begin: 2026-09-21, some seconds past."""

MINUTE = 60_000


def event(event_type: str, minute: float = 0, /, *, iteration: str = "i1", tenant: str = "t", **fields: Any) -> Event:
    """An event of this type, so many minutes into the history: envelope fields by name, the rest is payload."""
    envelope = {n: fields.pop(n) for n in list(fields) if n in Event.__struct_fields__ and n not in _BOTH}
    at = T0 + round(minute * MINUTE)
    envelope.setdefault("event_id", f"{event_type}@{at}:{sorted(fields.items())!r}")
    return Event(
        timestamp=at,
        tenant_id=tenant,
        iteration_id=iteration,
        event_type=event_type,
        node_id="",
        source="test",
        payload=PAYLOADS[event_type](**fields),
        **envelope,
    )


_BOTH = {"requirement_id", "batch_id", "source"}
"""Names that the envelope shares with payloads; the tests mean the payload's."""
