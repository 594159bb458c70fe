"""Where a file belongs (R-33), and the factory that stamps its events.

Ids are computed from content: the same file read twice for the same iteration gives the same event
ids and idempotency keys, so that it changes nothing.
"""

import hashlib
from collections.abc import Mapping
from typing import Final, NamedTuple, TypedDict, Unpack

import msgspec

from app.domain.events import Event, EventError
from app.domain.payloads import Payload
from app.readers.times import believable

LONGEST_TEXT: Final = 16_384


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Tenant, project, iteration and commit that a file speaks about, and the ingest that brings it.

    ``modified_ms`` is the file's own time, for formats and files that carry none. ``full_run`` says
    that the test runs in it are complete runs of their suites: only then do scenarios that a run does
    not mention retire. Unsaid, nothing retires, so that a shard or a selection never hides a failure.
    ``assumed`` says that project and iteration are only what lies around the file: one that names its own
    repository belongs there.
    """

    tenant: str
    iteration: str
    project: str = ""
    commit: str = ""
    batch_id: str = ""
    source_file: str = ""
    modified_ms: int = 0
    full_run: bool = False
    assumed: bool = False

    def named(self, base: str) -> str:
        """``base`` made distinct by the file, so that two reports of one tool do not replace each other."""
        return f"{base} ({self.source_file})" if self.source_file else base


class Trace(NamedTuple):
    """Where events belong in a trace (W3C ids): below the span of their run, which may have a parent."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""


class More(TypedDict, total=False):
    """What only some events say. ``place`` is where in the file the event's time stands, ``natural`` an identity
    from content that takes the place of the running number in its id, ``span`` the span that it tells of."""

    span: str
    parent_span: str
    place: str
    natural: str
    correlation_id: str
    commit: str
    metadata: Mapping[str, str] | None
    error: EventError | None


class Stamp:
    """Makes the events of one file: envelope from the origin, ids from ``format``, ``digest`` and order.

    What is no file names its own ``source`` and ``trace``; for a file these follow from its content.
    """

    def __init__(
        self, origin: Origin, format_name: str, digest: str, source: str = "", trace: Trace | None = None
    ) -> None:
        self._origin = origin
        self._source = source or f"file:{format_name}"
        self._root = hashlib.sha256(f"{origin.tenant}|{origin.iteration}|{format_name}|{digest}".encode())
        self._count = 0
        self.trace = trace or Trace(self.hashed("trace")[:32], self.hashed("span")[:16])
        self.short = self.hashed("run")[:12]

    def hashed(self, *parts: str) -> str:
        """Hex that depends on the file and the parts, and on nothing else."""
        state = self._root.copy()
        state.update(("|" + "|".join(parts)).encode())
        return state.hexdigest()

    def _next(self) -> str:
        """The running number of an event that has no identity of its own."""
        self._count += 1
        return str(self._count)

    def event(self, event_type: str, at: int, node_id: str, payload: Payload, **more: Unpack[More]) -> Event:
        """The event, with ``more`` of its envelope. Raises BadFile for an impossible time."""
        known = self.hashed(event_type, more.get("natural") or self._next())
        origin, trace, span = self._origin, self.trace, more.get("span") or known[:16]
        return Event(
            event_id=f"f-{known[:32]}",
            idempotency_key=known[32:],
            timestamp=believable(at, more.get("place", "")),
            tenant_id=origin.tenant,
            iteration_id=origin.iteration,
            project=origin.project,
            commit_sha=more.get("commit") or origin.commit,
            batch_id=origin.batch_id,
            event_type=event_type,
            node_id=node_id,
            payload=payload,
            trace_id=trace.trace_id,
            span_id=span,
            parent_span_id=more.get("parent_span", trace.span_id),
            traceparent=f"00-{trace.trace_id}-{span}-01",
            correlation_id=more.get("correlation_id", ""),
            source=self._source,
            metadata=dict(more.get("metadata") or {}),
            error=more.get("error"),
        )


def clipped(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """Text short enough to be kept in a graph and on a page; NUL, which no store likes, is made visible."""
    if not text:
        return ""
    text = text.replace("\x00", "␀")
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text) - longest} more characters)"
