"""The truth of the verdict: lost events never open a gate, and no evidence is never a pass (R-29, R-30)."""

from collections import defaultdict
from functools import cache
from itertools import combinations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.effects import entry_of
from app.domain.events import STREAMS, Event
from app.domain.fold import fold
from app.domain.graph import Snapshot
from app.domain.moments import NOW
from app.domain.state import read
from app.domain.verdict import StreamState, judge
from tests.domain.evidence import Evidence
from tests.domain.flaws import FLAWS
from tests.domain.flaws_acc import decided, hidden
from tests.domain.losses import losses
from tests.domain.small_iteration import sound, told
from tests.golden.replays import CLOSED, NAMES, entries_of, events_of

MANY = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLOSING = {"dde": "dde.workflow.completed", "bdv": "bdv.run.completed", "acc": "acc.analysis.completed"}


@cache
def evidence(name: str) -> Evidence:
    return Evidence(events_of(name))


def states(evidence: Evidence, *lost: int) -> dict[str, StreamState]:
    return {stream.stream: stream.state for stream in evidence.judged_without(lost).streams}


@pytest.mark.parametrize("name", NAMES)
def test_taking_away_resolves_what_fold_would(name: str) -> None:
    whole = evidence(name)
    taken = frozenset(range(0, len(whole.events), 3))
    left = [entry_of(event, n + 1) for n, event in enumerate(whole.events) if n not in taken]
    found, meant = whole.without(taken), fold(left, NOW)
    assert Snapshot(dict(found.nodes), dict(found.edges)) == meant


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_needs_no_link_that_was_only_concluded(name: str) -> None:
    linked = judge(read(fold(entries_of(name), NOW)), evidence(name).moment)
    assert evidence(name).judged_without(()) == linked


@pytest.mark.parametrize("name", CLOSED)
@given(data=st.data())
@MANY
def test_lost_events_never_open_a_closed_gate(name: str, data: st.DataObject) -> None:
    lost = data.draw(losses(evidence(name).events))
    assert not evidence(name).judged_without(lost).can_deploy


@pytest.mark.parametrize("name", CLOSED)
def test_no_single_event_of_any_type_opens_a_closed_gate_when_it_is_lost(name: str) -> None:
    places: dict[str, list[int]] = defaultdict(list)
    for n, event in enumerate(evidence(name).events):
        places[event.event_type].append(n)
    tried = sorted({n for found in places.values() for n in (*found[:1], *found[-2:])})
    assert [n for n in tried if evidence(name).judged_without({n}).can_deploy] == []


def test_the_smallest_sound_iteration_may_ship() -> None:
    assert Evidence(told(sound())).judged_without(()).can_deploy


@pytest.mark.parametrize("flaw", FLAWS)
def test_one_flaw_shuts_the_gate_and_no_loss_of_one_or_two_events_opens_it(flaw: str) -> None:
    flawed = Evidence(told(FLAWS[flaw]))
    places = range(len(flawed.events))
    tried = [(), *combinations(places, 1), *combinations(places, 2)]
    opening = [lost for lost in tried if flawed.judged_without(lost).can_deploy]
    assert [[flawed.events[n].event_type for n in lost] for lost in opening] == []


@given(data=st.data())
@settings(MANY, max_examples=300)
def test_one_flaw_shuts_the_gate_whatever_else_is_lost(data: st.DataObject) -> None:
    flawed = Evidence(told(FLAWS[data.draw(st.sampled_from(list(FLAWS)))]))
    lost = data.draw(losses(flawed.events))
    assert not flawed.judged_without(lost).can_deploy


def test_a_breach_under_an_accepted_decision_may_ship_and_needs_every_word_of_it() -> None:
    covered = Evidence(told(hidden(decided("accepted"))))
    spoken = ("acc.adr.seen", "acc.violation.suppressed", "acc.violation.detected")
    places = [n for n, event in enumerate(covered.events) if event.event_type in spoken]

    assert covered.judged_without(()).can_deploy
    assert len(places) == 3 and not any(covered.judged_without({n}).can_deploy for n in places)


def test_nothing_at_all_is_no_pass() -> None:
    judgement = Evidence([]).judged_without(())
    assert not judgement.can_deploy
    assert {stream.state for stream in judgement.streams} == {StreamState.PENDING}


HOLLOW = {
    "dde": ("dde.workflow.started", "dde.workflow.completed"),
    "bdv": ("bdv.run.started", "bdv.run.completed"),
    "acc": ("acc.analysis.started", "acc.analysis.completed"),
}


@pytest.mark.parametrize("stream", STREAMS)
def test_a_stream_that_only_began_and_ended_does_not_pass(stream: str) -> None:
    hollow = Evidence(told(step for step in sound() if step[0] in HOLLOW[stream] or not step[0].startswith(stream)))
    assert states(hollow)[stream] is not StreamState.PASS
    assert not hollow.judged_without(()).can_deploy


@pytest.mark.parametrize("stream", STREAMS)
def test_a_stream_of_which_nothing_was_heard_keeps_the_gate_shut(stream: str) -> None:
    silent = Evidence(told(step for step in sound() if not step[0].startswith(stream)))
    assert states(silent)[stream] is StreamState.PENDING
    assert not silent.judged_without(()).can_deploy


@pytest.mark.parametrize("stream", STREAMS)
@given(data=st.data())
@settings(MANY, max_examples=30)
def test_sums_that_differ_from_what_arrived_are_unknown(stream: str, data: st.DataObject) -> None:
    events = told(sound())
    place = next(n for n, event in enumerate(events) if event.event_type == CLOSING[stream])
    counts = getattr(events[place].payload, "counts")  # noqa: B009
    name = data.draw(st.sampled_from(["digest", *counts]))
    by = data.draw(st.integers(1, 1000))
    changed: dict[str, object] = {"digest": f"{by:032x}"}
    if name != "digest":
        changed = {"counts": {**counts, name: counts[name] + by}}
    doubtful = _with(events, place, changed)
    assert states(doubtful)[stream] is StreamState.UNKNOWN
    assert not doubtful.judged_without(()).can_deploy


def _with(events: list[Event], place: int, changed: dict[str, object]) -> Evidence:
    payload = msgspec.structs.replace(events[place].payload, **changed)
    said = msgspec.structs.replace(events[place], payload=payload)
    return Evidence([*events[:place], said, *events[place + 1 :]])


@pytest.mark.parametrize("stream", STREAMS)
def test_results_about_another_commit_keep_the_gate_shut(stream: str) -> None:
    place = next(n for n, (kind, _) in enumerate(sound()) if kind == CLOSING[stream])
    elsewhere = Evidence(told(sound(), commits={place: "beef00"}))
    assert StreamState.UNKNOWN in states(elsewhere).values()
    assert not elsewhere.judged_without(()).can_deploy


def test_what_was_summed_up_is_missed_when_it_is_lost() -> None:
    whole = Evidence(told(sound()))
    missed = {e.event_type for n, e in enumerate(whole.events) if not whole.judged_without({n}).can_deploy}
    said_elsewhere = {"dde.workflow.started", "bdv.run.started", "acc.analysis.started", "dde.contract.created"}
    assert {event.event_type for event in whole.events} - missed == said_elsewhere
