"""One event → the facts it states. Pure: the same event always states the same facts, whatever is known.

Everything that depends on more than one event (links between streams, the verdict) is derived
elsewhere; so the order in which events arrive cannot change what is stated here.
"""

from app.domain.effects import acc, bdv, dde, overrides
from app.domain.effects.common import Effect, about_iteration, link_decided, with_log
from app.domain.effects.marks import mark_of, subject_of
from app.domain.events import STREAMS, Event
from app.domain.graph import Entry, Fact, Scope
from app.domain.traces import context_of

EFFECTS: dict[str, Effect] = {**dde.EFFECTS, **bdv.EFFECTS, **acc.EFFECTS, **overrides.EFFECTS}
EFFECTS |= {f"{stream}.link.decided": link_decided for stream in STREAMS}


def facts_of(event: Event) -> tuple[Fact, ...]:
    """What the event states, empty for events that only inform (convergence)."""
    effect = EFFECTS.get(event.event_type)
    stated = effect(event) if effect else []
    if event.metadata:
        stated = with_log(event, stated)
    return (*stated, *about_iteration(event))


def entry_of(event: Event, accepted: int) -> Entry:
    """The event as the graph store keeps it."""
    return Entry(
        Scope(event.tenant_id, event.iteration_id),
        event.key,
        event.event_id,
        event.event_type,
        event.timestamp,
        accepted,
        facts_of(event),
        subject_of(event),
        mark_of(event),
        event.batch_id,
        context_of(event).traceparent,
    )
