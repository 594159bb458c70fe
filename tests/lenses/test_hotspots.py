"""What the tables of measures promise: hot and risky modules first, with place, churn and trend."""

from app.domain.payloads import acc
from app.lenses.views import Table
from tests.lenses.builders import Step, view
from tests.lenses.structure_steps import analysed

DAY = 86_400_000


def modules(**specs: dict[str, object]) -> Step:
    found = [acc.ModuleSpec(name=name, code_lines=10, line_count=12, **more) for name, more in specs.items()]
    imports = [acc.ImportSpec(source="b", target="a"), acc.ImportSpec(source="b", target="c")]
    return "acc.graph.built", acc.GraphBuilt(analysis_id="a", generation="g", modules=found, imports=imports)


def table(title: str, step: Step) -> Table:
    return next(t for t in view("acc", step, *analysed()).tables if t.title == title)


def test_risk_is_complexity_times_what_it_needs_over_what_needs_it() -> None:
    found = table("Hotspots", modules(a={"complexity": 40}, b={"complexity": 20}, c={"complexity": 2}, d={}))
    assert [row.cells[:3] for row in found.rows] == [
        ("b", "60", "high"),
        ("a", "20", "medium"),
        ("c", "1", "low"),
    ]


def test_what_is_changed_often_comes_before_what_is_only_complex() -> None:
    changed = {
        "churn_commits": 7,
        "churn_lines": 90,
        "churn_since": 20_000 * DAY,
        "worst_function": "f",
        "worst_line": 3,
    }
    still = {"churn_since": 20_000 * DAY}
    steps = modules(
        a={"complexity": 3, "complexity_sum": 5, "risk_trend": -2.5, **changed},
        b={"complexity": 30, **still},
        c={"complexity": 2, **still},
    )
    found = table("Hotspots", steps)
    assert found.columns[6] == "Commits since 2024-10-04"
    assert found.rows[0].cells == ("a", "2", "low", "▼ -2.5", "3 branches", "f, line 3", "7", "90", "35")
    assert found.rows[1].cells[6:] == ("0", "0", "0")


def test_without_a_history_no_churn_is_told() -> None:
    found = table("Hotspots", modules(a={"complexity": 3}, b={}, c={}))
    assert (found.columns[6], found.rows[0].cells[6:]) == ("Commits", ("", "", ""))


def test_classes_that_hold_too_much_come_first_and_are_named_once() -> None:
    alarms = {"god_classes": ["Shop"], "loose_classes": ["Shop", "Bag"], "lcom": 0.9, "nesting": 5}
    found = table("Sizes", modules(a={}, b={"class_count": 2, **alarms}, c={}))
    assert found.rows[0].cells[0] == "b" and found.rows[0].tone == "warn"
    assert found.rows[0].cells[4:] == ("5", "0.90", "Shop (very large), Bag (several responsibilities)")
    assert found.rows[1].cells[6] == ""
