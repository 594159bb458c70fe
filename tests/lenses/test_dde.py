"""The workflow: what waits, what retries, what is critical; and a picture that does not move."""

import pytest

from app.domain.payloads import dde
from app.lenses.views import GraphView, Mark
from tests.lenses.builders import NOW_MS, Step, at, done, failed, interface, locked, ran, retrying, task, view


def workflow() -> list[Step]:
    """An interface, two tasks behind it, one behind these, one alone."""
    return [
        interface("Pay"),
        task("BE.A", "IF.Pay", estimated_effort=5),
        task("BE.B", "IF.Pay", estimated_effort=20, outputs=["b.py"], gates=[dde.GateSpec(name="unit")]),
        task("QA.C", "BE.A", "BE.B", estimated_effort=3),
        task("OPS.D"),
    ]


def mark(found: GraphView, key: str) -> Mark:
    return next(m for m in found.marks if m.id == f"Task/{key}")


def test_a_task_waits_until_everything_it_needs_is_done() -> None:
    found = view("dde", *workflow(), *done("IF.Pay"), *done("BE.A"))
    assert (mark(found, "QA.C").state, mark(found, "QA.C").sub) == ("waiting", "waits for 1")
    assert mark(found, "BE.B").state == "ready"
    assert mark(found, "OPS.D").state == "ready"


def test_everything_behind_a_failed_task_is_blocked() -> None:
    found = view("dde", *workflow(), *failed("IF.Pay"))
    assert [mark(found, key).state for key in ("BE.A", "BE.B", "QA.C")] == ["blocked"] * 3
    assert mark(found, "IF.Pay").tone == "fail"


def test_a_retry_shows_how_often_and_when_next() -> None:
    found = view("dde", *workflow(), retrying("BE.A", 2, 3, at(99)))
    shown = mark(found, "BE.A")
    assert (shown.badge, shown.until, shown.glyph) == ("2/3", at(99), "retry")
    assert shown.sub == "2 of 3 retries used"


def test_the_critical_path_is_the_longest_in_minutes() -> None:
    found = view("dde", *workflow())
    assert {m.id for m in found.marks if "critical" in m.classes} == {"Task/IF.Pay", "Task/BE.B", "Task/QA.C"}
    assert sum("critical" in line.classes for line in found.lines) == 2
    assert found.subtitle == "5 tasks, critical path 24 min"


def test_an_edge_says_what_flows_along_it() -> None:
    found = view("dde", *workflow())
    kinds = {(line.source, line.target): line.kind for line in found.lines}
    assert kinds["Task/IF.Pay", "Task/BE.A"] == "contract"
    assert kinds["Task/BE.B", "Task/QA.C"] == "artifact"
    assert kinds["Task/BE.A", "Task/QA.C"] == "dependency"


def test_an_interface_shows_the_state_of_its_contract() -> None:
    assert mark(view("dde", *workflow(), *done("IF.Pay"), locked("Pay")), "IF.Pay").sub == "v1.0 locked"
    assert mark(view("dde", *workflow()), "IF.Pay").sub == "v1.0 draft"


def test_the_table_twin_has_the_same_nodes_as_the_drawing() -> None:
    found = view("dde", *workflow())
    assert [row.id for row in found.tables[0].rows] == [m.id for m in found.marks]


@pytest.mark.parametrize("later", [done("IF.Pay"), failed("BE.A"), [retrying("BE.B", 1, 3, NOW_MS)], [locked("Pay")]])
def test_a_change_of_state_moves_nothing(later: list[Step]) -> None:
    before, after = view("dde", *workflow()), view("dde", *workflow(), *later)
    assert [(m.id, m.x, m.y) for m in before.marks] == [(m.id, m.x, m.y) for m in after.marks]


def test_interfaces_stand_first_on_a_band_of_their_own() -> None:
    found = view("dde", *workflow())
    band = found.bands[0]
    inside = {m.id for m in found.marks if abs(m.x - band.x) <= band.w / 2 and abs(m.y - band.y) <= band.h / 2}
    assert band.label == "Interfaces first" and inside == {"Task/IF.Pay"}


def test_a_bypassed_gate_is_not_shown_as_passed() -> None:
    bypass = dde.GateEvent(task_id="BE.B", gate_name="unit", bypass_reason="hotfix")
    gates = view("dde", *workflow(), ("dde.gate.passed", bypass)).tables[1]
    assert [(r.tone, r.glyph) for r in gates.rows] == [("warn", "waived")]


def test_without_tasks_the_lens_says_so_and_passes_nothing() -> None:
    found = view("dde", ran("x"))
    assert found.empty.startswith("No task has been reported.") and not found.marks
    assert {c.state for c in found.conditions} == {"pending"}


def test_preflight_tells_what_could_have_been_seen_before_anything_ran() -> None:
    found = view("dde", task("A", "B"), task("B", "A"), task("C", "nobody"), task("D", estimated_effort=300))
    table = next(t for t in found.tables if t.title == "Preflight")
    assert [(row.cells[1], row.id) for row in table.rows[:2]] == [("critical", "Task/A"), ("critical", "Task/C")]
    assert "A → B → A" in table.rows[0].cells[0] and "nobody" in table.rows[1].cells[0]
    assert any("takes 300 minutes" in row.cells[0] for row in table.rows)
    assert not next(t for t in view("dde", *workflow()[:4]).tables if t.title == "Preflight").rows


def test_the_live_path_counts_what_tasks_took_and_so_may_lead_elsewhere() -> None:
    slow = [*done("IF.Pay"), ("dde.task.started", dde.TaskStarted(task_id="BE.A"))]
    planned, live = view("dde", *workflow()), view("dde", *workflow(), *slow, moment=NOW_MS)
    assert not any("live-path" in m.classes for m in planned.marks)
    assert {m.id for m in live.marks if "live-path" in m.classes} == {"Task/IF.Pay", "Task/BE.A", "Task/QA.C"}
    assert [name for name, _ in live.figures] == ["Critical path", "As it runs"]


def test_each_task_has_a_bar_from_its_beginning_to_its_end_with_what_it_made() -> None:
    found = view("dde", *workflow(), *done("IF.Pay"), retrying("BE.A", 1, 3, at(99)))
    bars = {bar.label: bar for bar in found.bars}
    assert found.bars[0].label == "IF.Pay" and len(found.bars) == len(found.marks)
    assert bars["IF.Pay"].start is not None and bars["IF.Pay"].end is not None
    assert bars["IF.Pay"].start < bars["IF.Pay"].end
    assert bars["BE.A"].until == at(99) and bars["OPS.D"].start is None
    assert bars["BE.B"].slack == "critical" and bars["BE.A"].slack == "15 min"
    assert [gate.cells[0] for gate in bars["BE.B"].gates] == ["unit"]
