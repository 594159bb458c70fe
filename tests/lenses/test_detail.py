"""The detail panel: what is the matter, what next, and the evidence for it."""

import pytest

from app.domain.fold import first_of_each_key
from app.domain.graph import Node, NodeId, Version
from app.domain.payloads import bdv, dde
from app.lenses.detail import detail
from app.lenses.views import DetailView
from tests.golden.replays import NAMES, entries_of, state_at
from tests.lenses.builders import (
    NOW_MS,
    Step,
    at,
    done,
    entries,
    failed,
    feature,
    interface,
    locked,
    quarantined,
    ran,
    retrying,
    state,
    task,
)
from tests.lenses.structure_steps import analysed, cycle, graph, manifest, suppressed, violation


def versions(told: list, node: NodeId) -> list[Version]:  # type: ignore[type-arg]
    """All facts about the node, as a store would give them."""
    return [
        Version(f.valid_at, e.accepted, f.op, f.props, e.event_id, e.event_type)
        for e in first_of_each_key(told)
        for f in e.facts
        if f.entity == node
    ]


def of(uid: str, *steps: Step) -> DetailView:
    seen = state(*steps)
    node = seen.get(uid)
    assert isinstance(node, Node), f"{uid} is not there"
    return detail(seen, NOW_MS, node, versions(entries(steps), node.id))


def facts(found: DetailView) -> dict[str, str]:
    return {fact.name: fact.value for fact in found.facts}


def test_a_retrying_task_tells_when_it_tries_again_and_what_hangs_on_it() -> None:
    steps = [task("a"), task("b", "a"), task("c", "b"), *done("x"), retrying("a", 2, 3, at(60))]
    found = of("Task/a", *steps)
    assert found.title == "Retrying, 2 of 3 used"
    assert found.sentence == "Next attempt 2026-09-21 15:13:20 UTC. If all fail, 2 tasks stop."
    assert (found.until, found.error) == (at(60), "timed out")


def test_attempts_are_told_from_the_history_with_how_long_each_took() -> None:
    again = ("dde.task.started", dde.TaskStarted(task_id="a", attempt=2))
    steps = [
        task("a"),
        ("dde.task.started", dde.TaskStarted(task_id="a")),
        retrying("a", 1, 3, at(9)),
        again,
        done("a")[1],
    ]
    found = of("Task/a", *steps)
    assert found.attempts is not None
    assert [(r.cells[0], r.cells[2]) for r in found.attempts.rows] == [
        ("1", "timed out after 1:00 min"),
        ("2", "done after 1:00 min"),
    ]


def test_a_planned_attempt_is_the_last_row() -> None:
    found = of("Task/a", task("a"), ("dde.task.started", dde.TaskStarted(task_id="a")), retrying("a", 1, 3, at(9)))
    assert found.attempts is not None
    assert found.attempts.rows[-1].cells[2] == "planned, back-off 42 s"


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ([], "Waits for b"),
        (done("b"), "Ready to start"),
        (failed("b"), "Blocked, waits for b"),
        ([*done("b"), *done("a")], "Done"),
        (failed("a"), "Failed after 1 attempt"),
    ],
)
def test_a_task_says_how_it_stands(more: list[Step], title: str) -> None:
    assert of("Task/a", task("b"), task("a", "b"), *more).title == title


def test_a_scenario_that_asks_for_another_version_shows_both() -> None:
    steps = [interface("Pay", "v2.1"), locked("Pay", "2.1"), feature("x", "a", tags=["@contract:Pay:v2.2"]), ran("a")]
    found = of("Scenario/S.a", *steps)
    assert found.title == "Asks for v2.2, v2.1 is what exists"
    assert [(f.name, f.value) for f in found.versus] == [("Scenario asks", "Pay v2.2"), ("Locked", "Pay v2.1")]


def test_a_failed_scenario_tells_its_steps_error_and_place() -> None:
    steps = [
        bdv.StepResult(keyword="Given ", text="a payment", status="PASSED"),
        bdv.StepResult(keyword="Then ", text="it is refused", status="FAILED"),
    ]
    end = ran(
        "a", "FAILED", error_message="KeyError", failed_step="it is refused", file_path="s.py", line=88, steps=steps
    )
    found = of("Scenario/S.a", feature("x", "a"), end)
    assert [(r.cells, r.tone) for r in found.steps] == [
        (("Given", "a payment"), "pass"),
        (("Then", "it is refused"), "fail"),
    ]
    assert (found.error, facts(found)["File"]) == ("KeyError", "s.py:88")
    assert found.sentence == "It stops at “it is refused”."


def test_runs_are_told_newest_first() -> None:
    found = of("Scenario/S.a", feature("x", "a"), ran("a", "FAILED", run="r1"), ran("a", run="r2"))
    assert found.attempts is not None
    assert [r.cells[1] for r in found.attempts.rows] == ["passed", "failed"]


def test_a_quarantined_scenario_names_its_ticket_and_reason() -> None:
    found = of("Scenario/S.a", feature("x", "a"), ran("a"), quarantined("a"))
    assert (found.title, found.sentence) == ("Quarantined, PAY-812", "Flaky network.")


def test_a_violation_tells_rule_place_and_way_out() -> None:
    broken = violation("d.a", "api.b", file_path="d/a.py", lines=[7], hint="pass plain values")
    found = of("Violation/V.d.a>api.b", manifest("api", "d"), graph(("d.a", "api.b")), broken, *analysed())
    assert found.title == "d.a imports api.b"
    assert facts(found) | {"Rule": "R4", "Place": "d/a.py:7", "Do": "pass plain values"} == facts(found)


def test_a_suppressed_violation_counts_down_to_its_end() -> None:
    steps = [graph(("d.a", "api.b")), violation("d.a", "api.b"), suppressed("d.a", "api.b", NOW_MS + 5), *analysed()]
    found = of("Violation/V.d.a>api.b", *steps)
    assert (found.state, found.until) == ("suppressed", NOW_MS + 5)


def test_a_module_tells_its_coupling_and_findings() -> None:
    steps = [manifest("api"), graph(("api.x", "api.y"), ("api.z", "api.x")), violation("api.x", "api.y"), *analysed()]
    found = of("CodeModule/api.x", *steps)
    assert found.sentence == "1 module needs it, it needs 1."
    assert facts(found)["Instability"] == "0.50" and found.attempts is not None and len(found.attempts.rows) == 1


def test_a_cycle_names_its_members_and_where_to_cut() -> None:
    found = of("Cycle/C-1", graph(("a.x", "a.y"), ("a.y", "a.x")), cycle("a.x", "a.y"), *analysed())
    assert found.label == "a.x ⇄ a.y" and found.sentence == "Cut a.y → a.x."


def test_every_link_is_told_in_one_sentence_the_least_sure_on_top() -> None:
    steps = [interface("Pay"), task("BE.A", "IF.Pay", requirement_id="R"), ("dde.requirement.created", requirement())]
    found = of("Task/BE.A", *steps)
    assert [(li.other, li.confidence) for li in found.links] == [
        ("InterfaceContract/Pay:1.0", 1.0),
        ("Requirement/R", 1.0),
        ("Task/IF.Pay", None),
    ]
    assert all(li.sentence.endswith(".") for li in found.links)
    assert found.links[2].sentence == "BE.A needs IF.Pay."


def requirement() -> dde.RequirementCreated:
    return dde.RequirementCreated(requirement_id="R", name="Refunds")


def test_history_is_told_newest_first_with_both_times() -> None:
    steps = [task("a"), *done("a")]
    found = detail(
        state(*steps),
        NOW_MS,
        state(*steps).of("Task")["a"],
        versions(entries(steps, learned_ms=9), NodeId("Task", "a")),
    )
    assert [p.text.split(":")[0] for p in found.history] == ["Task completed", "Task started", "Task created"]
    assert all(p.known_at - p.valid_at == 9 for p in found.history)


@pytest.mark.parametrize("name", NAMES[:1] + NAMES[4:6])
def test_there_is_a_panel_for_every_node_of_a_golden_iteration(name: str) -> None:
    seen = state_at(entries_of(name))
    for label in seen.labels:
        for node in list(seen.of(label).values())[:15]:
            found = detail(seen, NOW_MS, node, [])
            assert found.title and found.label and found.kind, node.id.uid
            assert found.sentence == "" or found.sentence[-1] in ".…!?", (node.id.uid, found.sentence)
