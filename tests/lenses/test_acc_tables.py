"""The tables of ACC: what is broken, by which rule and since when; who needs each other, and what a cut costs."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.payloads import acc
from app.lenses.acc_broken import spark
from app.lenses.views import Table
from tests.lenses.builders import NOW_MS, Step, view
from tests.lenses.structure_steps import analysed, graph, manifest, suppressed, violation

DAY = 86_400_000


def tables(*more: Step) -> dict[str, Table]:
    imports = [("api.routes", "domain.money"), ("domain.money", "domain.rates"), ("domain.rates", "domain.money")]
    steps = [manifest("api", "domain"), graph(*imports, ("domain.rates", "api.routes")), *more, *analysed()]
    return {table.title: table for table in view("acc", *steps).tables}


def test_violations_are_listed_with_rule_place_and_what_excuses_them() -> None:
    broken = violation("domain.rates", "api.routes", file_path="src/rates.py", lines=[13, 20])
    hidden = violation("domain.money", "api.routes", severity="WARNING")
    excuse = suppressed("domain.money", "api.routes", NOW_MS + 3 * DAY)
    first, second = tables(hidden, excuse, broken)["Violations"].rows
    assert first.cells[:6] == ("domain.rates", "api.routes", "R4", "BLOCKING", "open", "src/rates.py:13")
    assert second.cells[4].startswith("suppressed, ADR-0031, until 20") and second.tone == "idle"


def test_a_rule_says_how_often_it_is_broken_and_how_often_it_was() -> None:
    gone = acc.ViolationResolved(violation_id="V.domain.money>api.routes")
    later = ("acc.violation.resolved", gone)
    [rule] = tables(violation("domain.money", "api.routes"), violation("domain.rates", "api.routes"), later)[
        "Rules"
    ].rows
    assert rule.cells[0] == "R4" and rule.cells[3:6] == ("broken", "1", "0")
    assert rule.cells[6].endswith(" 1 → 1") and rule.tone == "fail"


def test_a_kept_rule_has_no_violation_and_is_passed() -> None:
    [rule] = tables()["Rules"].rows
    assert rule.cells[3:6] == ("kept", "0", "0") and rule.glyph == "pass"


def test_a_cycle_says_where_to_cut_and_what_that_costs() -> None:
    found = acc.CycleDetected(
        cycle_id="C-1",
        cycle_modules=["domain.money", "domain.rates"],
        generation="g",
        break_candidates=[["domain.rates", "domain.money"]],
        break_cost=2,
        break_exact=True,
        break_hints=["Move what both need to a third module."],
    )
    [row] = tables(("acc.cycle.detected", found))["Cycles"].rows
    assert row.cells[0] == "domain.money ⇄ domain.rates" and row.cells[1] == "2"
    assert row.cells[3:] == (
        "new",
        "domain.rates → domain.money",
        "2 statements",
        "Move what both need to a third module.",
    )


def test_without_a_cycle_there_is_no_table_of_them() -> None:
    assert "Cycles" not in tables()


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_the_highest_count_of_a_trend_has_the_highest_bar(counts: list[int]) -> None:
    bars = spark(counts)
    assert len(bars) == len(counts)
    assert bars[counts.index(max(counts))] == max(bars)
    assert all((a <= b) <= (x <= y) for a, b, x, y in zip(counts, counts[1:], bars, bars[1:], strict=False))
