"""Journeys on the page: the worst first, and each gap by name."""

from app.domain.graph import NodeId
from app.lenses.detail import detail
from app.lenses.views import Table
from tests.domain.behaviour.test_journeys import declared, step
from tests.lenses.builders import NOW_MS, Step, feature, ran, state, view


def table(*steps: Step) -> Table | None:
    return next((t for t in view("bdv", *steps).tables if t.title == "Journeys"), None)


def test_a_gap_is_named_and_fails_a_critical_journey_alone() -> None:
    plan = [declared(step("pay"), step("refund"), key=name, severity=name) for name in ("low", "critical")]
    found = table(feature("x", "pay"), ran("pay"), *plan)
    assert found is not None
    assert [row.cells for row in found.rows] == [
        ("critical", "critical", "1 of 2", "refund (missing)"),
        ("low", "low", "1 of 2", "refund (missing)"),
    ]
    assert [row.tone for row in found.rows] == ["fail", "warn"]


def test_without_journeys_there_is_no_table() -> None:
    assert table(feature("x", "pay"), ran("pay")) is None


def test_a_journey_has_a_panel_with_what_each_step_wants() -> None:
    seen = state(feature("x", "pay"), ran("pay"), declared(step("pay"), step("refund", depends_on=["pay"])))
    node = seen.get(NodeId("Journey", "J").uid)
    assert node is not None
    found = detail(seen, NOW_MS, node, [])
    assert (found.title, found.tone) == ("Uncovered", "fail")
    assert [row.cells[1] for row in found.steps] == [
        "pay: covered; wants scenario pay",
        "refund: missing; wants scenario refund",
    ]
