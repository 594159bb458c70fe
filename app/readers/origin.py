"""Where a file belongs (R-33), and the factory that stamps its events.

Ids are computed from content: the same file read twice for the same iteration gives the same event ids and
idempotency keys, so that it changes nothing.
"""

import hashlib
from collections.abc import Callable, Mapping
from copy import copy
from itertools import count
from typing import Final, NamedTuple, TypedDict, Unpack

import msgspec
from msgspec.structs import replace

from app.domain.events import Event, EventError
from app.domain.payloads import Payload
from app.domain.plain_text import uncoloured
from app.readers.times import believable

LONGEST_TEXT: Final = 16_384
BEGINNINGS: Final = frozenset({"dde.workflow.started", "bdv.run.started", "acc.analysis.started"})


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Tenant, project, iteration and commit that a file speaks about, and the ingest that brings it.

    ``modified_ms`` is the file's own time, for formats and files that carry none. ``full_run`` says that the test
    runs in it are complete runs of their suites: only then do scenarios that a run does not mention retire, so that a
    shard or a selection never hides a failure. ``assumed`` says that project and iteration are only what lies around
    the file: one that names its own repository belongs there. ``build`` is where the work was done
    (``app.domain.whereabouts``), said where a run begins. ``keep`` puts larger attachments away
    (``cucumber_attachments.Place``).
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
    keep: Callable[[bytes, str], tuple[str, str]] | None = None
    build: Mapping[str, str] = {}

    def named(self, base: str) -> str:
        """``base`` made distinct by the file, so that two reports of one tool do not replace each other."""
        return f"{base} ({self.source_file})" if self.source_file else base

    def build_of(self, event_type: str) -> Mapping[str, str]:
        """What an event of this type says of the build."""
        return self.build if self.build and event_type in BEGINNINGS else {}


class Trace(NamedTuple):
    """Where events belong in a trace (W3C ids): below the span of their run, which may have a parent."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""


_Identity = tuple[str, str, str]
"""Event id, idempotency key and span id."""


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
        mine = self.hashed("event")
        self._mine = f"f-{mine[:24]}", mine[24:48], mine[48:56]
        self._numbers = count(1)
        self.trace = trace or Trace(self.hashed("trace")[:32], self.hashed("span")[:16])
        self.short = self.hashed("run")[:12]
        self._form = self._common()

    def within(self, correlation_id: str) -> "Stamp":
        """The same stamp, numbers included, for the events that belong together under this id."""
        mine = copy(self)
        mine._form = replace(self._form, correlation_id=correlation_id)
        return mine

    def hashed(self, *parts: str) -> str:
        """Hex that depends on the file and the parts, and on nothing else."""
        state = self._root.copy()
        state.update(("|" + "|".join(parts)).encode())
        return state.hexdigest()

    def _common(self) -> Event:
        """What all events of the file share; a copy with the rest is made in less time than a new one."""
        origin, trace = self._origin, self.trace
        return Event(
            event_id="",
            timestamp=0,
            event_type="",
            payload=Payload(),
            tenant_id=origin.tenant,
            iteration_id=origin.iteration,
            project=origin.project,
            commit_sha=origin.commit,
            batch_id=origin.batch_id,
            trace_id=trace.trace_id,
            parent_span_id=trace.span_id,
            traceparent=f"00-{trace.trace_id}-",
            source=self._source,
        )

    def _numbered(self) -> _Identity:
        """The identity of the next event that has none in its content: its number makes it distinct, and one hash
        for the whole file keeps files apart."""
        identity, key, span = self._mine
        number = f"{next(self._numbers):08x}"
        return identity + number, key + number, span + number

    def _natural(self, event_type: str, identity: str) -> _Identity:
        known = self.hashed(event_type, identity)
        return f"f-{known[:32]}", known[32:], known[:16]

    def brief(
        self,
        event_type: str,
        at: int,
        node_id: str,
        payload: Payload,
        span: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Event:
        """An event whose envelope says no more, as that of most does. Raises BadFile for an impossible time."""
        event_id, key, own_span = self._numbered()
        span_id, form = span or own_span, self._form
        return replace(
            form,
            event_id=event_id,
            idempotency_key=key,
            timestamp=believable(at, ""),
            event_type=event_type,
            node_id=node_id,
            payload=payload,
            span_id=span_id,
            traceparent=f"{form.traceparent}{span_id}-01",
            metadata={**self._origin.build_of(event_type), **(metadata or {})},
        )

    def event(self, event_type: str, at: int, node_id: str, payload: Payload, **more: Unpack[More]) -> Event:
        """The event, with ``more`` of its envelope. Raises BadFile for an impossible time."""
        natural = more.get("natural")
        event_id, key, own_span = self._natural(event_type, natural) if natural else self._numbered()
        span, form = more.get("span") or own_span, self._form
        return replace(
            form,
            event_id=event_id,
            idempotency_key=key,
            timestamp=believable(at, more.get("place", "")),
            commit_sha=more.get("commit") or form.commit_sha,
            event_type=event_type,
            node_id=node_id,
            payload=payload,
            span_id=span,
            parent_span_id=more.get("parent_span", form.parent_span_id),
            traceparent=f"{form.traceparent}{span}-01",
            correlation_id=more.get("correlation_id", form.correlation_id),
            metadata={**self._origin.build_of(event_type), **(more.get("metadata") or {})},
            error=more.get("error"),
        )


def clipped(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """Text short enough to be kept and shown, without a terminal's colours; NUL, which no store likes, is visible."""
    if not text:
        return ""
    text = uncoloured(text).replace("\x00", "␀")
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text) - longest} more characters)"
