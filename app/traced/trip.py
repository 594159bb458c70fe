"""A batch of events at one worker: a span of the batch, and a share of it in the trace of each event."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from app.domain.events import Event
from app.domain.traces import NO_TRACE, Context
from app.ports import UNTRACED, Span, Tracing
from app.ports.tracing import Attributes
from app.traced.port import STEPS
from app.traced.portions import Portion, Step, Work, portions, tell

MOST: Final = 100
"""So many traces of one batch are told of it; the rest is counted on the span of the batch."""

Carried = Iterable[tuple[Context, Event]]


@contextmanager
def trip(tracing: Tracing, worker: str, carried: Carried) -> Iterator[None]:
    """The block is what the worker does with these events. Costs nothing while nobody keeps spans."""
    if tracing is UNTRACED:
        yield
        return
    found, steps = portions(carried, tracing, MOST), list[Step]()
    began = time.time_ns()
    with tracing.span(f"{worker}.batch", "consumer", NO_TRACE, {"mission_control.traces": len(found)}) as span:
        span.link([portion.under for portion in found])
        flaw = "broken off"
        token = STEPS.set(steps)
        try:
            yield
            flaw = ""
        finally:
            STEPS.reset(token)
            _each_told(
                tracing, found, Work(f"{worker}.event.process", "consumer", began, span.context, steps, flaw), span
            )


def _each_told(tracing: Tracing, found: Iterable[Portion[Event]], work: Work, span: Span) -> None:
    if work.flaw:
        span.fail(work.flaw)
    for portion in found:
        tell(tracing, portion, work, _about(portion.first))


def _about(event: Event) -> Attributes:
    return {
        "mission_control.event_type": event.event_type,
        "mission_control.event_id": event.event_id,
        "mission_control.iteration": event.iteration_id,
    }
