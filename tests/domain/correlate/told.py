"""Events told to a correlation, and what it makes of them."""

from collections.abc import Iterable, Sequence

import msgspec

from app.domain.correlate import Correlator, is_derived
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Edge, Entry, Node, Snapshot
from app.domain.moments import AsOf, acceptance
from app.domain.payloads.common import BatchRetracted
from app.domain.retract import retraction
from app.domain.state import read
from tests.builders import MINUTE, T0


def told(
    events: Iterable[Event], correlator: Correlator | None = None, first: int = 0, kept: Sequence[Entry] = ()
) -> list[Entry]:
    """The entries ``kept`` and those that these events lead to, accepted in this order; ``first`` is their number."""
    correlator = correlator or Correlator()
    entries = [*kept]
    for number, one in enumerate(events, first):
        entry = entry_of(one, acceptance(T0 + number, 0, number))
        if isinstance(one.payload, BatchRetracted):
            entry = also(entry, retraction(entries, one.payload.batch_id, is_derived))
        entries.append(also(entry, correlator.derive(entry)))
    return entries


def also(entry: Entry, facts: Sequence) -> Entry:
    return msgspec.structs.replace(entry, facts=(*entry.facts, *facts))


def seen(*events: Event, minute: float | None = None) -> Snapshot:
    """What is known after these events, at a minute of valid time or at the end."""
    return fold(told(events), AsOf() if minute is None else AsOf.at(T0 + round(minute * MINUTE)))


def links(snapshot: Snapshot, kind: str) -> dict[tuple[str, str], Edge]:
    """The links of a type by the keys of their ends."""
    return {(e.source.key, e.target.key): edge for e, edge in snapshot.edges.items() if e.kind == kind}


def labelled(snapshot: Snapshot, label: str) -> list[Node]:
    return list(snapshot.labelled(label))


def counting(snapshot: Snapshot, label: str) -> list[Node]:
    """Those that are there and, as the whole product means it, count."""
    return [node for node in read(snapshot).of(label).values() if not node.stub]


def methods(snapshot: Snapshot, kind: str) -> dict[tuple[str, str], tuple[str, float, str]]:
    """Rule, confidence and method of the links of a type."""
    told_by = links(snapshot, kind).items()
    return {ends: (e.props["rule"], e.props["confidence"], e.props["method"]) for ends, e in told_by}
