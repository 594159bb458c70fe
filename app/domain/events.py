"""An event: the envelope that all streams share (domain 3.1) around one typed payload."""

import hashlib
from typing import Any, Final

import msgspec

from app.domain.moments import EARLIEST_VALID, LATEST_VALID, iso
from app.domain.payloads import PAYLOADS, Payload
from app.errors import BadMessage

STREAMS: Final = ("dde", "bdv", "acc")
TOPICS: Final = ("dde", "bdv", "acc", "convergence", "dlq")
DAY_MS: Final = 86_400_000


class EventError(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong at the producer, where an event tells of a failure."""

    code: str = ""
    message: str = ""
    stack_trace: str = ""
    retry_count: int = 0
    max_retries: int = 3


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that happened. ``timestamp`` (ms, UTC) is when; it becomes the valid time of its facts.

    ``node_id`` is the local identity of the object the event is about; ``batch_id`` names the ingest
    that brought it (what ``ingest --undo`` takes back). Trace ids are W3C (32 and 16 hex digits).
    """

    event_id: str
    timestamp: int
    tenant_id: str
    iteration_id: str
    event_type: str
    node_id: str = ""
    payload: Payload
    project: str = ""
    commit_sha: str = ""
    batch_id: str = ""
    requirement_id: str = ""
    trace_id: str = ""
    span_id: str = ""
    parent_span_id: str = ""
    traceparent: str = ""
    tracestate: str = ""
    idempotency_key: str = ""
    causation_id: str = ""
    correlation_id: str = ""
    source: str = ""
    confidence_score: float | None = None
    explainability: str = ""
    pii_tags: list[str] = []
    retention_policy: str = "standard"
    metadata: dict[str, str] = {}
    error: EventError | None = None

    @property
    def stream(self) -> str:
        """``dde``, ``bdv``, ``acc`` or ``convergence``; the topic it travels on."""
        return self.event_type.partition(".")[0]

    @property
    def key(self) -> str:
        """The idempotency key: the producer's own, else the hash of tenant, source and event id (R-13)."""
        return self.idempotency_key or default_key(self.tenant_id, self.source, self.event_id)


def default_key(tenant: str, source: str, event_id: str) -> str:
    """First 32 hex digits of SHA-256 over ``tenant|source|event_id`` (R-13)."""
    return hashlib.sha256(f"{tenant}|{source}|{event_id}".encode()).hexdigest()[:32]


def event_from(fields: dict[str, Any], *, strict: bool = True) -> Event:
    """The event that these plain fields describe.

    Raises BadMessage naming the field, what was found and what it takes. With ``strict=False`` text
    is accepted where a number is meant (JSON written by people).
    """
    payload_type = PAYLOADS.get(str(fields.get("event_type")))
    if payload_type is None:
        raise BadMessage(f"unknown event_type {fields.get('event_type')!r}")
    try:
        payload = msgspec.convert(fields.get("payload", {}), payload_type, strict=strict)
        envelope = {name: value for name, value in fields.items() if name != "payload"}
        event = msgspec.convert({**envelope, "payload": {}}, _Envelope, strict=strict)
    except msgspec.ValidationError as flaw:
        raise BadMessage(f"{fields.get('event_type')}: {flaw}") from flaw
    return checked(_with(event, payload))


class _Envelope(Event, frozen=True, kw_only=True, gc=False):
    """The envelope on its own, for validation; the payload is validated by its own type."""

    payload: Any = None


def _with(envelope: _Envelope, payload: Payload) -> Event:
    names = (f for f in Event.__struct_fields__ if f != "payload")
    return Event(payload=payload, **{name: getattr(envelope, name) for name in names})


def checked(event: Event) -> Event:
    """The event itself, when its identity and clock can be believed. Raises BadMessage otherwise."""
    for name in ("event_id", "tenant_id", "iteration_id"):
        value = getattr(event, name)
        if not value or len(value) > 512:
            raise BadMessage(f"{name} must have 1 to 512 characters, found {len(value)}")
    if not EARLIEST_VALID + DAY_MS <= event.timestamp < LATEST_VALID:
        raise BadMessage(
            f"timestamp {event.timestamp} is outside 1970-01-02 … {iso(LATEST_VALID)[:10]}: "
            "is the producer's clock right, and is the number in milliseconds?"
        )
    return event
