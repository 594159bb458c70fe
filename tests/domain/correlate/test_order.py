"""The links are a function of what is known: neither the order of arrival nor a redelivery nor a restart shows."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.correlate import Correlator, is_derived
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import EdgeId, Entry
from app.domain.moments import AsOf
from app.domain.statehash import state_hash, timeless_hash
from tests.builders import MINUTE, T0, event
from tests.domain.correlate.histories import decision, histories
from tests.domain.correlate.told import counting, told

EVERY_MINUTE = [AsOf.at(T0 + minute * MINUTE) for minute in range(0, 62, 5)]


@settings(max_examples=400, deadline=None)
@given(histories(), st.data())
def test_the_order_of_arrival_changes_neither_the_links_nor_their_past(events: list[Event], data: st.DataObject):
    shuffled = data.draw(st.permutations(events))
    assert timeless_hash(told(events)) == timeless_hash(told(shuffled))


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_every_moment_reads_the_same_whatever_came_first(events: list[Event], data: st.DataObject):
    one, other = told(events), told(data.draw(st.permutations(events)))
    for moment in EVERY_MINUTE:
        assert fold(one, moment) == fold(other, moment)


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_what_arrives_again_changes_nothing(events: list[Event], data: st.DataObject):
    again = data.draw(st.lists(st.sampled_from(events), max_size=5))
    correlator = Correlator()
    once = told(events, correlator)
    assert [derived(e) for e in told(again, correlator, first=len(events))] == [()] * len(again)
    assert timeless_hash(once) == timeless_hash([*once, *told(again, correlator, first=2 * len(events))])


def derived(entry: Entry) -> Sequence:
    return tuple(fact for fact in entry.facts if is_derived(fact.entity))


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(0, 14))
def test_a_correlation_rebuilt_from_the_store_goes_on_as_if_nothing_had_happened(events: list[Event], cut: int):
    first = told(events[:cut])
    again = Correlator()
    again.recall(first)
    rest = told(events[cut:], again, first=len(first))
    assert state_hash([*first, *rest]) == state_hash(told(events))


@settings(max_examples=150, deadline=None)
@given(histories())
def test_every_link_has_a_confidence_a_method_and_a_sentence(events: list[Event]):
    entries = told(events)
    for moment in EVERY_MINUTE:
        for edge_id, edge in fold(entries, moment).edges.items():
            if is_derived(edge_id):
                assert 0.0 < edge.props["confidence"] <= 1.0
                assert edge.props["method"] and edge.props["rule"]
                assert str(edge.props["sentence"]).strip()


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_a_rejected_link_never_comes_back(events: list[Event], data: st.DataObject):
    """However much is learned besides, until somebody decides anew."""
    said = data.draw(decision(30.5)).payload
    others = [e for e in events if not _about(e, said)]
    rejected = told([*others, _of(said, "rejected")])
    for moment in EVERY_MINUTE[7:]:
        found = {(e.kind, e.source.uid, e.target.uid) for e in fold(rejected, moment).edges}
        assert (said.kind, said.source, said.target) not in found


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_an_accepted_link_stands_whatever_the_methods_say(events: list[Event], data: st.DataObject):
    said = data.draw(decision(30.5)).payload
    others = [e for e in events if not _about(e, said)]
    entries = told([*others, _of(said, "accepted")])
    for moment in EVERY_MINUTE[7:]:
        snapshot = fold(entries, moment)
        named = {uid.partition("/")[0] for uid in (said.source, said.target)}
        present = {node.id.uid for label in named for node in counting(snapshot, label)}
        found = {(e.kind, e.source.uid, e.target.uid): edge for e, edge in snapshot.edges.items()}
        if {said.source, said.target} <= present:
            edge = found[said.kind, said.source, said.target]
            assert (edge.props["rule"], edge.props["confidence"], edge.props["method"]) == ("C14", 1.0, "manual")
        else:
            assert (said.kind, said.source, said.target) not in found
            assert any(n.label == "PendingLink" and n.key.startswith("C14/") for n in snapshot.nodes)


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_a_withdrawn_decision_gives_the_link_back_to_the_methods(events: list[Event], data: st.DataObject):
    said = data.draw(decision(30.5)).payload
    others = [e for e in events if not _about(e, said)]
    withdrawn = told([*others, _of(said, "accepted", 30.5), _of(said, "withdrawn", 31.5)])
    plain = told(others)
    for moment in EVERY_MINUTE[7:]:
        assert _links(withdrawn, moment) == _links(plain, moment)


def _links(entries: list[Entry], moment: AsOf) -> dict[EdgeId, object]:
    """Every link with what it says; what is unsaid (null) is not said."""
    derived_edges = {e: edge for e, edge in fold(entries, moment).edges.items() if is_derived(e)}
    return {e: {n: v for n, v in edge.props.items() if v is not None} for e, edge in derived_edges.items()}


def _about(one: Event, said: object) -> bool:
    ends = ("kind", "source", "target")
    return one.event_type.endswith("link.decided") and all(
        getattr(one.payload, end) == getattr(said, end) for end in ends
    )


def _of(said: object, word: str, minute: float = 30.5) -> Event:
    ends = {end: getattr(said, end) for end in ("kind", "source", "target")}
    return event("acc.link.decided", minute, decision=word, by="ada", reason="she looked", **ends)


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_what_was_taken_back_leaves_no_link(events: list[Event], data: st.DataObject):
    """A batch that is retracted leaves the links that the other batches lead to."""
    bad = data.draw(st.sets(st.sampled_from(range(len(events)))))
    batched = [msgspec.structs.replace(e, batch_id="bad" if n in bad else "good") for n, e in enumerate(events)]
    entries = told([*batched, event("dde.batch.retracted", 99, batch_id="bad")])
    plain = told([e for n, e in enumerate(batched) if n not in bad])
    for moment in EVERY_MINUTE:
        assert _links(entries, moment) == _links(plain, moment)


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_batches_in_any_order_through_restarts_and_retractions_lead_to_the_same(
    events: list[Event], data: st.DataObject
):
    """All rules together, with removals and decisions, cut into batches each of which meets a process of its own."""
    bad = data.draw(st.sets(st.sampled_from(range(len(events))), max_size=3))
    batched = [msgspec.structs.replace(e, batch_id="bad" if n in bad else "good") for n, e in enumerate(events)]
    last = event("dde.batch.retracted", 99, batch_id="bad")
    straight = told([*sorted(batched, key=lambda e: e.timestamp), last])
    cuts = sorted(data.draw(st.sets(st.integers(0, len(events)), max_size=4)))
    assert timeless_hash(_restarted([*data.draw(st.permutations(batched)), last], cuts)) == timeless_hash(straight)


def _restarted(events: list[Event], cuts: list[int]) -> list[Entry]:
    """Told in pieces, by a correlation that each time knows only what is kept."""
    kept: list[Entry] = []
    for begin, end in pairwise([0, *cuts, len(events)]):
        correlator = Correlator()
        correlator.recall(kept)
        kept = told(events[begin:end], correlator, first=begin, kept=kept)
    return kept


NAMED = st.sampled_from([f"let {w} be part {n} of it" for n in range(9) for w in ("order", "price")])


@st.composite
def crowds_of_names(draw: st.DrawFn) -> list[Event]:
    """So many names that are all alike that not all of them are looked at; some change, and some are refused."""
    minutes = draw(st.lists(st.integers(0, 200), min_size=10, max_size=28, unique=True))
    told_of: list[Event] = []
    for minute in minutes:
        kind = draw(st.sampled_from(("requirement", "requirement", "requirement", "task", "decision")))
        key, name = str(draw(st.integers(0, 11))), draw(NAMED)
        if kind == "requirement":
            told_of.append(event("dde.requirement.created", minute, requirement_id=f"R{key}", name=name))
        elif kind == "task":
            told_of.append(event("dde.task.created", minute, task_id=f"T{int(key) % 3}", name=name))
        else:
            ends = {"source": f"Requirement/R{key}", "target": f"Task/T{int(key) % 3}"}
            word = draw(st.sampled_from(("rejected", "withdrawn")))
            more = {"kind": "FULFILLED_BY", "decision": word, "by": "ada", "reason": "so"}
            told_of.append(event("dde.link.decided", minute, **ends, **more))
    return told_of


@settings(max_examples=200, deadline=None)
@given(crowds_of_names(), st.data())
def test_the_order_does_not_matter_among_names_that_are_all_alike(events: list[Event], data: st.DataObject):
    in_order = sorted(events, key=lambda e: e.timestamp)
    shuffled = data.draw(st.permutations(events))
    assert timeless_hash(told(in_order)) == timeless_hash(told(shuffled))
    assert timeless_hash(told(in_order)) == timeless_hash(told(list(reversed(in_order))))
