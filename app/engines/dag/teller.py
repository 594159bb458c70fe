"""Tells what happens: each event with its place in the trace, noted in the journal, and handed on to be sent."""

import threading
from secrets import token_hex
from typing import Any

import msgspec

from app.domain.events import Event
from app.domain.payloads import Payload
from app.domain.workflow.ledger import Ledger
from app.engines.dag.journal import Head, Journal
from app.engines.dag.outbox import Outbox
from app.engines.dag.request import Clock, Request

SOURCE = "mission-control execute"


class Span(msgspec.Struct, frozen=True):
    """A piece of work in the trace: its own id, and that of the piece it is part of."""

    span_id: str
    parent: str

    @classmethod
    def within(cls, outer: "Span") -> "Span":
        """A new piece of work, part of another."""
        return cls(token_hex(8), outer.span_id)


class Teller:
    """The one place through which all events of a run go, in order. Its clock never steps back."""

    def __init__(self, request: Request, head: Head, journal: Journal, outbox: Outbox, clock: Clock) -> None:
        self._request, self._head = request, head
        self._journal, self._outbox, self._clock = journal, outbox, clock
        self._lock = threading.RLock()
        self._count = self._last = 0
        self.ledger = Ledger()
        self.root = Span(head.span_id, head.parent_span_id)
        self.trace_id = head.trace_id

    @property
    def run_id(self) -> str:
        """The run that is told of."""
        return self._head.run_id

    def now(self) -> int:
        """Milliseconds; never less than before."""
        with self._lock:
            self._last = max(self._last, self._clock())
            return self._last

    def again(self, events: list[Event]) -> None:
        """What an earlier process told of this run."""
        for event in events:
            self.ledger.take(event)
            self._last = max(self._last, event.timestamp)
        self._count = len(events)

    def tell(self, event_type: str, node_id: str, payload: Payload, span: Span, **more: Any) -> Event:
        """Something happened just now. Raises StoreUnavailable when the journal takes no more."""
        with self._lock:
            self._count += 1
            event = self._event(event_type, node_id, payload, span, more)
            self._journal.add(event)
            self.ledger.take(event)
            self._outbox.put(event)
        return event

    def _event(self, event_type: str, node_id: str, payload: Payload, span: Span, more: dict[str, Any]) -> Event:
        request, head = self._request, self._head
        return Event(
            event_id=f"{head.run_id}-{self._count}",
            timestamp=self.now(),
            tenant_id=request.tenant,
            iteration_id=request.iteration,
            event_type=event_type,
            node_id=node_id,
            payload=payload,
            project=request.project,
            commit_sha=request.commit,
            batch_id=f"b-{head.run_id}",
            trace_id=head.trace_id,
            span_id=span.span_id,
            parent_span_id=span.parent,
            traceparent=self.traceparent(span),
            correlation_id=head.run_id,
            source=SOURCE,
            **more,
        )

    def traceparent(self, span: Span) -> str:
        """What a process gets that works for this piece (W3C)."""
        return f"00-{self._head.trace_id}-{span.span_id}-01"
