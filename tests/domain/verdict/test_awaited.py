"""PENDING never comes without a reason: which stream waits for what, and what would end the waiting."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.payloads import acc, bdv, dde
from app.domain.payloads.common import IterationDeclared
from app.domain.verdict import Judgement, StreamState
from tests.domain.evidence import Evidence
from tests.domain.losses import losses
from tests.domain.small_iteration import (
    SUITE,
    Step,
    behaviour,
    feature,
    finished,
    process,
    scenario,
    service,
    sound,
    structure,
    told,
)

EVENTS = told(sound())
WHOLE = Evidence(EVENTS)


def judged(*steps: Step) -> Judgement:
    return Evidence(told(steps)).judged_without(())


def waits(stream: str, *steps: Step) -> list[tuple[str, str, str]]:
    return [(w.code, w.title, w.explain) for w in judged(*steps).stream(stream).waits]


def each_wait_is_told(judgement: Judgement) -> None:
    for stream in judgement.streams:
        open_ = stream.required and stream.state is StreamState.PENDING
        assert bool(stream.waits) is open_, stream
        for wait in stream.waits:
            assert wait.title and wait.explain and wait.clears.endswith(".")
            assert (wait.stream, wait.severity, wait.blocking) == (stream.stream, "PENDING", False)


@given(losses(EVENTS))
def test_whatever_is_missing_each_open_stream_says_what_it_waits_for_and_no_other_does(lost: frozenset[int]) -> None:
    each_wait_is_told(WHOLE.judged_without(lost))


@pytest.mark.parametrize("size", [1, 2])
def test_so_with_each_event_and_each_two_that_are_missing(size: int) -> None:
    for lost in combinations(range(len(EVENTS)), size):
        each_wait_is_told(WHOLE.judged_without(lost))


def test_scenarios_that_never_ran_are_counted_and_the_first_is_named_by_its_place() -> None:
    places = enumerate((30, 9, 12))
    specs = [bdv.ScenarioSpec(scenario_id=f"S.{n}", name=f"case {n}", line=line) for n, line in places]
    steps = [
        *process(),
        ("bdv.run.started", bdv.RunStarted(run_id="run-1", suite=SUITE)),
        ("bdv.feature.discovered", feature(specs)),
        ("bdv.scenario.completed", finished("S.1")),
        ("bdv.run.completed", bdv.RunCompleted(run_id="run-1", suite=SUITE)),
    ]
    assert waits("bdv", *steps) == [
        ("scenarios_never_ran", "2 of 3 scenarios never ran", "First: “case 2” (pay.feature:12).")
    ]


def test_a_run_that_did_not_end_is_named_with_its_start() -> None:
    found = waits("bdv", *process(), *behaviour()[:-1])
    assert found == [
        ("run_open", "The run of features did not complete", "It started 2027-01-15T08:00:12.000Z and has not ended.")
    ]


def test_a_stream_that_said_nothing_is_required_because_it_was_declared() -> None:
    declared = ("bdv.iteration.declared", IterationDeclared(required_streams=["dde", "bdv"]))
    found = judged(declared, *behaviour()).stream("dde").waits[0]
    assert found.title == "Nothing has reported yet"
    assert found.explain == "This iteration requires DDE because that was declared 2027-01-15T08:00:00.000Z."
    assert "mission-control execute" in found.clears and "waive" in found.clears


def test_or_because_nobody_said_which_are_needed() -> None:
    found = judged(*process(), *behaviour()).stream("acc").waits[0]
    assert "nobody said which streams it needs" in found.explain
    assert "--streams dde,bdv" in found.clears


def test_an_analysis_that_did_not_complete_is_named() -> None:
    assert [w[:2] for w in waits("acc", *structure()[:-1])] == [
        ("analysis_open", "Analysis default started and did not complete")
    ]


def test_an_analysis_without_a_rule_waits_for_one() -> None:
    steps = [s for s in structure() if not isinstance(s[1], acc.ManifestLoaded)]
    assert [w[0] for w in waits("acc", *steps)] == ["no_rule"]


def test_a_workflow_that_did_not_end_is_named_with_the_tasks_and_gates_that_are_open() -> None:
    steps = [
        ("dde.workflow.started", dde.WorkflowStarted(workflow_id="W")),
        ("dde.task.created", service()),
    ]
    assert waits("dde", *steps) == [
        ("workflow_open", "Workflow W has not ended", "Only its end sums up what was done."),
        ("tasks_open", "1 of 1 tasks have not ended", "First: BE.Pay, pending."),
        ("gates_open", "1 of 1 blocking gates have not ended", "First: BE.Pay#unit, pending."),
    ]


ORDERS = st.permutations([("b.py", 3), ("a.py", 20), ("a.py", 4), ("a.py", 0)])


@given(ORDERS)
def test_failing_tests_are_told_by_file_and_line_whatever_order_they_came_in(places: list[tuple[str, int]]) -> None:
    steps: list[Step] = [("bdv.run.started", bdv.RunStarted(run_id="run-1", suite=SUITE))]
    for n, (path, line) in enumerate(places):
        spec = bdv.ScenarioSpec(scenario_id=f"S.{n}", name=f"{path}:{line}", line=line)
        found = bdv.FeatureDiscovered(
            feature_id=f"F.{n}", feature_path=path, name=path, suite=SUITE, run_id="run-1", scenarios=[spec]
        )
        steps += [("bdv.feature.discovered", found), ("bdv.scenario.failed", finished(f"S.{n}", "FAILED"))]
    titles = [r.title for r in judged(*steps).stream("bdv").reasons]
    assert titles == [f"“{place}” fails" for place in ("a.py:0", "a.py:4", "a.py:20", "b.py:3")]


def test_a_scenario_of_the_small_iteration_is_no_wait_once_it_is_quarantined() -> None:
    held = ("bdv.scenario.quarantined", bdv.ScenarioQuarantined(scenario_id="S.late", reason="slow"))
    steps = [
        *process(),
        *behaviour()[:1],
        ("bdv.feature.discovered", feature([scenario("S.paid"), scenario("S.late")])),
    ]
    steps += [held, ("bdv.scenario.completed", finished("S.paid"))]
    assert [w[0] for w in waits("bdv", *steps)] == ["run_open"]
