"""Contract stars: three arms, ghosts for what is missing, and never valid while anything is not."""

import pytest

from app.domain.payloads import dde
from app.lenses.views import GraphView
from tests.lenses.builders import Step, at, done, feature, interface, locked, quarantined, ran, retrying, task, view
from tests.lenses.structure_steps import analysed, graph, manifest, violation

ASKS = ["@contract:Pay:v1.0"]


def star(*more: Step, tags: list[str] = ASKS) -> list[Step]:
    """A contract with all three arms, everything well, and then more."""
    return [
        interface("Pay"),
        *done("IF.Pay"),
        locked("Pay"),
        feature("x", "a", "b", tags=tags),
        ran("a"),
        ran("b"),
        manifest("api", contracts=["Pay"]),
        graph(("api.x", "api.y")),
        *analysed(),
        *more,
    ]


def state_of(found: GraphView) -> str:
    return next(m.state for m in found.marks if m.kind == "star")


def test_a_star_with_three_good_arms_is_valid() -> None:
    found = view("convergence", *star())
    assert state_of(found) == "valid" and found.subtitle == "1 of 1 aligned"
    assert {line.kind for line in found.lines} == {"star"}


@pytest.mark.parametrize(
    "flaw",
    [
        ran("a", "FAILED", run="r2"),
        violation("api.x", "api.y"),
        ("dde.contract.validated", dde.ContractValidated(contract_name="Pay", version="1.0", valid=False)),
    ],
)
def test_one_flaw_on_any_arm_and_it_is_aligned_but_not_valid(flaw: Step) -> None:
    assert state_of(view("convergence", *star(flaw))) == "aligned, not valid"


def test_scenarios_that_are_all_quarantined_make_no_valid_star() -> None:
    found = view("convergence", *star(quarantined("a"), quarantined("b")))
    assert state_of(found) == "aligned, not valid"


def test_a_scenario_that_asks_for_another_version_makes_it_mismatched_with_both_versions() -> None:
    found = view("convergence", *star(tags=["@contract:Pay:v1.2"]))
    shown = next(m for m in found.marks if m.kind == "star")
    assert (shown.state, shown.sub, shown.tone) == ("mismatched", "v1.0 locked, v1.2 asked", "fail")
    assert {line.kind for line in found.lines} == {"star", "mismatch"}
    assert found.subtitle == "0 of 1 aligned"


def test_a_missing_arm_is_a_ghost_on_its_side() -> None:
    found = view("convergence", interface("Pay"), *done("IF.Pay"), locked("Pay"))
    middle = next(m for m in found.marks if m.kind == "star")
    ghosts = {m.stream: m for m in found.marks if m.kind == "ghost"}
    assert ghosts.keys() == {"bdv", "acc"} and middle.state == "no BDV and no ACC"
    assert ghosts["bdv"].x > middle.x and ghosts["acc"].y > middle.y


def test_dde_stands_left_bdv_right_and_acc_below() -> None:
    found = view("convergence", *star())
    middle = next(m for m in found.marks if m.kind == "star")
    by_stream = {m.stream: m for m in found.marks if m.stream}
    assert by_stream["dde"].x < middle.x < by_stream["bdv"].x and by_stream["acc"].y > middle.y


def test_a_version_that_is_asked_for_but_unknown_is_a_ghost_star() -> None:
    found = view("convergence", *star(feature("y", "c", tags=["@contract:Else:v3"]), ran("c")))
    assert "Missing/Else:3" in {m.id for m in found.marks}
    assert found.tables[0].rows[-1].cells[2] == "missing"


def test_a_change_of_state_moves_no_star() -> None:
    before, after = view("convergence", *star()), view("convergence", *star(retrying("IF.Pay", 1, 3, 0)))
    assert [(m.id, m.x, m.y) for m in before.marks] == [(m.id, m.x, m.y) for m in after.marks]


def test_a_component_below_two_stars_is_two_marks_of_one_node() -> None:
    other = [interface("Mail"), locked("Mail")]
    shared = manifest("api", contracts=["Pay", "Mail"])
    found = view("convergence", *star(*other, shared, *analysed()))
    below = [m for m in found.marks if m.kind == "component"]
    assert len({m.id for m in below}) == 2
    assert {m.node or m.id for m in below} == {"ArchitectureComponent/api"}


def test_without_contracts_the_streams_meet_in_the_verdict() -> None:
    found = view("convergence", task("a"), *done("a"))
    assert {m.id for m in found.marks} == {"Verdict/current", "Stream/dde", "Stream/bdv", "Stream/acc"}
    assert {m.label for m in found.marks if m.kind == "ghost"} == {"BDV", "ACC"}
    assert "No contract is known" in found.note


def test_links_tell_method_confidence_and_why() -> None:
    rows = view("convergence", *star()).tables[1].rows
    cells = {(r.cells[1], r.cells[3], r.cells[4]) for r in rows}
    assert ("validates", "1.00", "contract tag") in cells and ("defines", "1.00", "explicit id") in cells
    assert all(r.cells[5].endswith(".") for r in rows)


def test_a_link_without_its_other_end_is_listed_as_pending() -> None:
    pending = view("convergence", *star(task("BE.X", requirement_id="REQ-1"))).tables[2]
    assert [(r.id, r.cells[1]) for r in pending.rows] == [("Task/BE.X", "REQ-1")]


def test_after_a_day_a_pending_link_is_called_unlinked() -> None:
    steps = star(task("BE.X", requirement_id="REQ-1"))
    since = at(len(steps) - 1)
    shown = [view("convergence", *steps, moment=moment).tables[2].rows[0] for moment in (since, since + 86_400_000)]
    assert [(row.cells[2], row.tone) for row in shown] == [("pending", "idle"), ("unlinked", "warn")]


def test_hundreds_of_good_stars_are_left_to_the_table() -> None:
    steps: list[Step] = [manifest("api"), graph(("api.x", "api.y")), *analysed()]
    for n in range(80):
        steps += [interface(f"C{n}"), locked(f"C{n}")]
    found = view("convergence", *steps)
    assert sum(m.kind == "star" for m in found.marks) == 60
    assert len(found.tables[0].rows) == 80 and found.note.startswith("20 stars only in the table")
