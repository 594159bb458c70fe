"""Where spans and log records belong, and the envelopes of the events made of them.

Ids come from trace and span, and from nothing else: whoever sends a span twice, or the same trace by
HTTP and as a file, says it once.
"""

import hashlib
from typing import Final

import msgspec

from app.domain.events import Event, EventError
from app.domain.payloads import Payload
from app.errors import BadFile
from app.readers.origin import Origin
from app.readers.otlp.signals import NANOS_PER_MS, LogEntry, Span
from app.readers.times import believable

SOURCE: Final = "otlp"
ITERATION: Final = ("mission_control.iteration", "mission_control.project")
PROJECT: Final = ("mission_control.project", "vcs.repository.name", "service.namespace", "service.name")
COMMIT: Final = ("mission_control.commit", "vcs.ref.head.revision", "vcs.repository.ref.revision")
TASK: Final = ("mission_control.task", "cicd.pipeline.task.name")
WORKFLOW: Final = ("mission_control.workflow", "cicd.pipeline.name", "service.name")


def named_origin(origin: Origin, span: Span | LogEntry, *, fixed: bool) -> Origin:
    """The origin with what the signal says of itself; with ``fixed`` only where the origin is silent.

    Iteration and project from ``mission_control.…``, the repository or the service; the commit from the
    version control attributes.
    """
    told = {**span.resource, **span.attributes}

    def first(names: tuple[str, ...]) -> str:
        return next((told[name] for name in names if told.get(name)), "")

    iteration = "" if fixed else first(ITERATION)
    return msgspec.structs.replace(
        origin,
        iteration=iteration or origin.iteration or first(PROJECT) or SOURCE,
        project=origin.project or first(PROJECT),
        commit=origin.commit or first(COMMIT),
    )


def whole_ms(nanos: int, place: str) -> int:
    """Milliseconds of a time in nanoseconds. Raises BadFile for no time, or an impossible one."""
    if not nanos:
        raise BadFile("has no time", place)
    return believable(nanos // NANOS_PER_MS, place)


def checked_ids(span: Span) -> Span:
    """The span itself. Raises BadFile for ids that are not 32 and 16 hex digits, or are all zero."""
    for name, value, length in (("trace id", span.trace_id, 32), ("span id", span.span_id, 16)):
        if len(value) != length or not set(value) <= set("0123456789abcdef") or not value.strip("0"):
            raise BadFile(
                f"the {name} has to be {length} hex digits, not all of them 0; found {value[:40]!r}", span.place
            )
    return span


def span_event(origin: Origin, span: Span, event_type: str, at: int, payload: Payload) -> Event:
    """The event that a span leads to; its node is the task or workflow that the payload names."""
    natural = f"{origin.tenant}|{origin.iteration}|{span.trace_id}|{span.span_id}|{event_type}|{at}"
    said = hashlib.sha256(natural.encode() + msgspec.json.encode(payload)).hexdigest()
    error = getattr(payload, "error", "")
    return Event(
        event_id=f"o-{said[:32]}",
        idempotency_key=said[32:],
        timestamp=at,
        tenant_id=origin.tenant,
        iteration_id=origin.iteration,
        project=origin.project,
        commit_sha=origin.commit,
        batch_id=origin.batch_id,
        event_type=event_type,
        node_id=getattr(payload, "task_id", "") or getattr(payload, "workflow_id", ""),
        payload=payload,
        trace_id=span.trace_id,
        span_id=span.span_id,
        parent_span_id=span.parent_id,
        traceparent=f"00-{span.trace_id}-{span.span_id}-01",
        correlation_id=span.trace_id,
        source=SOURCE,
        error=EventError(code="ERROR", message=error) if error else None,
    )
