"""Golden iterations played back in memory: events to entries with their links, judged at any moment."""

from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from app.domain.correlate import Correlator
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Entry
from app.domain.moments import LATEST, AsOf, acceptance
from app.domain.state import IterationState, read
from app.domain.verdict import Judgement, judge
from app.golden import GOLDEN, Golden

TENANT = "acme"
NAMES = list(GOLDEN)
CLOSED = [name for name, golden in GOLDEN.items() if golden.expected != "all_pass"]


@cache
def events_of(name: str) -> tuple[Event, ...]:
    """In order of arrival."""
    return tuple(GOLDEN[name].events(TENANT))


@cache
def entries_of(name: str) -> tuple[Entry, ...]:
    """With links, as they are kept."""
    return tuple(replayed(events_of(name)))


def replayed(events: Iterable[Event]) -> list[Entry]:
    """The events accepted one after another, each a millisecond later."""
    correlator = Correlator()
    kept = []
    for n, event in enumerate(events):
        entry = entry_of(event, acceptance(event_time(event) + n, 0, n))
        kept.append(msgspec.structs.replace(entry, facts=(*entry.facts, *correlator.derive(entry))))
    return kept


def event_time(event: Event) -> int:
    """The day after the iteration began, so that everything is learned later than it happened."""
    return GOLDEN[event.iteration_id].starts + 86_400_000


def state_at(entries: Sequence[Entry], moment: int = LATEST) -> IterationState:
    """What counted at the moment, as known today."""
    return read(fold(entries, AsOf(moment)))


def judged(entries: Sequence[Entry], golden: Golden, moment: int | None = None) -> Judgement:
    """The verdict at the moment, or a day after the start."""
    at = golden.starts + 86_400_000 if moment is None else moment
    return judge(state_at(entries, at), at)
