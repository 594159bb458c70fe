"""Correcting one timeline into another: folding the old statements and the corrections gives the new one."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.correlate.timelines import Timeline, revise, timelines
from app.domain.fold import fold
from app.domain.graph import EdgeId, Entry, NodeId, Scope
from app.domain.moments import AsOf

EDGE = EdgeId("CONTAINS", NodeId("Artifact", "a"), NodeId("CodeModule", "m"))
POINTS = st.integers(1, 6)
PROPS = st.one_of(st.none(), st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2), min_size=1))
SAID = st.dictionaries(POINTS, PROPS, max_size=5)


def as_timeline(said: dict) -> Timeline:
    """Changes only, as a decision over time would make them."""
    return timelines(said, lambda point: {EDGE: said[point]} if said[point] is not None else {}).get(EDGE, {})


def entry(number: int, facts) -> Entry:
    return Entry(Scope("t", "i"), str(number), str(number), "x", 0, number, tuple(facts))


@given(st.lists(SAID, min_size=1, max_size=4))
def test_a_timeline_corrected_again_and_again_reads_as_if_it_had_been_right_at_once(versions: list[dict]):
    entries, current = [], {}
    for number, said in enumerate(versions, 1):
        wanted = as_timeline(said)
        entries.append(entry(number, revise({EDGE: current}, {EDGE: wanted})))
        current = wanted
    at_once = [entry(1, revise({}, {EDGE: current}))]
    for moment in range(8):
        assert fold(entries, AsOf(moment)) == fold(at_once, AsOf(moment))


@given(SAID)
def test_an_unchanged_timeline_needs_no_correction(said: dict):
    line = as_timeline(said)
    assert revise({EDGE: line}, {EDGE: line}) == []
