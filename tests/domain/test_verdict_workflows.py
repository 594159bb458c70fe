"""Several workflows of one iteration: each is held to its own sums, and no loss makes a failure of one invisible."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.verdict import StreamState
from tests.domain.evidence import Evidence
from tests.domain.losses import losses
from tests.domain.two_workflows import Step, events, task, workflow

SOUND = workflow("W1", "r1", [*task("W1", "r1", "A.One"), *task("W1", "r1", "A.Two", "A.One")])
SECOND = workflow("W2", "r2", [*task("W2", "r2", "B.One"), *task("W2", "r2", "B.Two")])
FAILING = workflow("W2", "r2", [*task("W2", "r2", "B.One"), *task("W2", "r2", "B.Two", outcome="failed")])
SHUT: dict[str, list[list[Step]]] = {
    "one of two fails": [SOUND, FAILING],
    "the first of two fails": [FAILING, SOUND],
    "runs are not named": [
        SOUND,
        workflow("W2", "", [*task("W2", "", "B.One"), *task("W2", "", "B.Two", outcome="failed")], says_run=False),
    ],
    "the second run fails": [SECOND, SOUND, workflow("W2", "r3", task("W2", "r3", "B.One", outcome="failed"))],
    "the second run has another task that fails": [
        SOUND,
        SECOND,
        workflow("W2", "r3", [*task("W2", "r3", "B.One"), *task("W2", "r3", "B.Three", outcome="failed")]),
    ],
}
"""Per name what is told; the last workflow of that name failed."""


def judged(evidence: Evidence, lost: frozenset[int] | set[int] = frozenset()) -> bool:
    return evidence.judged_without(lost).can_deploy


def dde_of(evidence: Evidence) -> StreamState:
    return evidence.judged_without(()).stream("dde").state


def traces(evidence: Evidence, lost: frozenset[int], told: list[list[Step]]) -> bool:
    """Whether the loss leaves anything of the telling in which something failed."""
    places, at = [], 1
    for part in told:
        places.append(set(range(at, at + len(part))))
        at += len(part)
    failed = next(n for n, part in enumerate(told) if part[-1][0] == "dde.workflow.failed")
    return bool(places[failed] - lost)


def test_two_sound_workflows_pass_together() -> None:
    both = Evidence(events([SOUND, SECOND]))
    assert dde_of(both) is StreamState.PASS
    assert judged(both)


@pytest.mark.parametrize("name", SHUT)
def test_a_failure_in_one_of_them_shuts_the_gate(name: str) -> None:
    assert not judged(Evidence(events(SHUT[name])))


@pytest.mark.parametrize("name", SHUT)
def test_losing_all_events_of_the_failed_task_opens_nothing(name: str) -> None:
    found = Evidence(events(SHUT[name]))
    failed = {e.node_id for e in found.events if e.event_type == "dde.task.failed"}
    lost = {n for n, event in enumerate(found.events) if event.node_id in failed}
    ended = {n for n, event in enumerate(found.events) if event.event_type == "dde.workflow.failed"}
    assert not judged(found, lost)
    assert not judged(found, lost | ended)


@pytest.mark.parametrize("name", SHUT)
def test_no_loss_of_one_or_two_events_opens_the_gate(name: str) -> None:
    found = Evidence(events(SHUT[name]))
    places = range(len(found.events))
    tried = [*combinations(places, 1), *combinations(places, 2)]
    assert [lost for lost in tried if judged(found, set(lost))] == []


@pytest.mark.parametrize("name", SHUT)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_loss_opens_the_gate_while_anything_is_left_of_what_failed(name: str, data: st.DataObject) -> None:
    found = Evidence(events(SHUT[name]))
    lost = data.draw(losses(found.events))
    if traces(found, lost, SHUT[name]):
        assert not judged(found, lost)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_of_sound_workflows_nothing_that_counts_can_be_lost_unnoticed(data: st.DataObject) -> None:
    """An open gate after a loss means that nothing is missing that any sum speaks of."""
    found = Evidence(events([SOUND, SECOND]))
    place = data.draw(st.integers(1, len(found.events) - 1))
    kind = found.events[place].event_type
    if judged(found, {place}):
        assert kind in ("dde.workflow.started", "dde.task.started")


def test_losing_the_end_of_one_workflow_leaves_it_running() -> None:
    found = Evidence(events([SOUND, SECOND]))
    assert not judged(found, {len(found.events) - 1})


def test_a_run_that_is_newer_takes_the_place_of_the_one_before() -> None:
    again = workflow("W2", "r3", task("W2", "r3", "B.One"))
    found = Evidence(events([SOUND, FAILING, again]))
    assert judged(found)
    assert found.judged_without(()).stream("dde").facts["tasks"] == 3


def test_a_rerun_begins_from_pending_with_nothing_left_of_before() -> None:
    created = task("W2", "r3", "B.Two")[0]
    begun = workflow("W2", "r3", [created])[:2]
    found = Evidence(events([FAILING, begun]))
    node = next(n for i, n in found.without(()).nodes.items() if i.key == "B.Two")
    kept = {name: node.get(name) for name in ("status", "start_time", "end_time", "error_message", "retry_count")}
    assert kept == {"status": "PENDING", "start_time": None, "end_time": None, "error_message": "", "retry_count": 0}
    gate = next(n for i, n in found.without(()).nodes.items() if i.key == "B.Two#unit")
    assert gate.get("status") == "PENDING"


def test_events_of_an_unknown_workflow_keep_the_gate_shut() -> None:
    for step in SECOND[1:-1]:
        assert not judged(Evidence(events([SOUND, [step]])))
