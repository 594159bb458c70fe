"""What a program does itself and tells as events is told as spans too: from the event that begins it to the one that
ends it, under the very ids that the events name."""

from collections.abc import Callable, Sequence
from typing import Final

from app.domain.events import Event
from app.domain.traces import NO_TRACE, Context, context, context_of
from app.ports import UNTRACED, SpanTold, Tracing

Deliver = Callable[[Sequence[Event]], None]

WORK: Final = frozenset({"workflow", "task", "run", "scenario"})
"""What is work of its own; gates and artifacts are part of it, under the same id."""
ENDS: Final = frozenset({"completed", "failed", "skipped", "retry_initiated"})
FLAWS: Final = frozenset({"failed", "retry_initiated"})
_MS: Final = 1_000_000


class Work:
    """What has begun and not ended yet; each span is told once. ``lone``: also of an event that is part of nothing
    that begins and ends, as of a moment."""

    def __init__(self, *, lone: bool = False) -> None:
        self._lone = lone
        self._begun: dict[str, Event] = {}
        self._over: set[str] = set()

    def told(self, tracing: Tracing, deliver: Deliver) -> Deliver:
        """Delivers events of this process's own work, and tells of that."""
        if tracing is UNTRACED:
            return deliver

        def delivered(events: Sequence[Event]) -> None:
            deliver(events)
            for event in events:
                self._note(tracing, event)

        return delivered

    def _note(self, tracing: Tracing, event: Event) -> None:
        what, _, word = event.event_type.rpartition(".")
        if not event.span_id or event.span_id in self._over:
            return
        begun = self._begun.get(event.span_id) or self._begun.get(event.parent_span_id)
        if word == "started" and what.partition(".")[2] in WORK:
            self._begun.setdefault(event.span_id, event)
        elif word in ENDS and begun and begun.event_type == f"{what}.started":
            self._tell(tracing, f"{what}.execute", begun, event)
        elif self._lone and not begun:
            self._tell(tracing, "event.emit", event, event)

    def _tell(self, tracing: Tracing, name: str, begun: Event, ended: Event) -> None:
        """The end of a run has an id of its own, below that of the run."""
        word = ended.event_type.rpartition(".")[2]
        self._over.add(begun.span_id)
        self._begun.pop(begun.span_id, None)
        told = SpanTold(
            name=name,
            under=_above(begun),
            began_ns=begun.timestamp * _MS,
            ended_ns=max(begun.timestamp, ended.timestamp) * _MS,
            span_id=begun.span_id,
            attributes={
                "mission_control.event_type": ended.event_type,
                "mission_control.iteration": ended.iteration_id,
                "mission_control.node": ended.node_id,
            },
            flaw=word if word in FLAWS else "",
        )
        tracing.tell(told)


def _above(event: Event) -> Context:
    """Where the event's span lies: below another, or as the first of its trace, which is told by its own place."""
    own = context_of(event)
    parent = context(f"{own.traceparent[:36]}{event.parent_span_id}{own.traceparent[52:]}", own.tracestate)
    return own if parent == NO_TRACE else parent
