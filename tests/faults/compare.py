"""What must hold after the blows: nothing lost, nothing doubled, everything as if nothing had happened."""

from collections import Counter
from collections.abc import Sequence

from app.desk import Desk
from app.domain.events import STREAMS, Event
from app.use_cases.documents import documents_of
from tests.adapters.live_graph import Live
from tests.faults.states import records, sent_on, state_of
from workers.drain import drain


def all_is_there_once(desk: Desk, events: Sequence[Event]) -> None:
    """Every event that was told is one entry of the graph."""
    told = {event.event_id for event in events}
    entries = (entry for info in desk.graph.scopes() for entry in desk.graph.entries(info.scope))
    kept = Counter(entry.event_id for entry in entries if entry.event_type.partition(".")[0] in STREAMS)
    lost, doubled = told - kept.keys(), {name for name, count in kept.items() if count > 1}
    assert (len(lost), len(doubled)) == (0, 0), f"lost: {sorted(lost)[:5]}, doubled: {sorted(doubled)[:5]}"


def all_is_findable(desk: Desk, events: Sequence[Event]) -> None:
    """Every document of these events is found, and no other."""
    expected = {(document.scope, document.uid) for event in events for document in documents_of(event, 0)}
    assert {(document.scope, document.uid) for document in desk.search.documents()} == expected


def all_is_shown(desk: Desk, live: Live) -> None:
    """People who look into Neo4j find what is believed now, and nothing else."""
    for info in desk.graph.scopes():
        live.agrees(info.scope, list(desk.graph.entries(info.scope)))


def same_as_undisturbed(desk: Desk, calm: Desk) -> None:
    """The calm desk stands on the same log and on empty stores; it takes the log in, in one go."""
    now = desk.clock()
    rough, sent, log = state_of(desk, now), sent_on(desk), records(desk, [*STREAMS])
    drain(calm)
    expected = state_of(calm, now)
    assert records(calm, [*STREAMS]) == log, "the log is read in two ways"
    assert sent_on(calm) == sent, "the undisturbed run sent other things on"
    others = sorted(name for name in expected.keys() | rough.keys() if expected.get(name) != rough.get(name))
    assert not others, f"{len(others)} of {len(expected)} parts are not as in the undisturbed run: {others[:20]}"
