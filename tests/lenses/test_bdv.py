"""Behaviour: what failed stays in sight, what passed may fold, and contracts show who asks for something else."""

from itertools import pairwise

from app.domain.payloads.bdv import FeatureDiscovered, RunCompleted, ScenarioSpec, StepResult
from app.lenses.parts import word_of
from app.lenses.views import Condition, GraphView, Mark
from tests.lenses.builders import Step, feature, interface, locked, quarantined, ran, view

MANY = [f"case {n}" for n in range(50)]


def passing(names: list[str]) -> list[Step]:
    return [ran(name) for name in names]


def marks(found: GraphView, kind: str) -> list[Mark]:
    return [m for m in found.marks if m.kind == kind]


def test_few_scenarios_are_drawn_one_by_one() -> None:
    found = view("bdv", feature("refunds", "a", "b", "c"), *passing(["a", "b", "c"]))
    assert [m.label for m in marks(found, "scenario")] == ["a", "b", "c"]


def test_many_green_scenarios_fold_into_one_line() -> None:
    found = view("bdv", feature("refunds", *MANY), *passing(MANY))
    assert [m.label for m in marks(found, "fold")] == ["50 scenarios, all passed"]
    assert len(found.tables[0].rows) == 50


def test_what_failed_never_folds() -> None:
    found = view("bdv", feature("refunds", *MANY), *passing(MANY[1:]), ran(MANY[0], "FAILED"))
    assert [m.label for m in marks(found, "scenario")] == ["case 0"]
    assert [m.label for m in marks(found, "fold")] == ["49 more, all passed"]


def test_hundreds_of_green_features_fold_into_one() -> None:
    names = [f"case {n}" for n in range(120)]
    steps = [feature(f"f{n:03}", name) for n, name in enumerate(names)]
    found = view("bdv", *steps, *passing(names[1:]), ran(names[0], "FAILED"))
    assert [m.label for m in marks(found, "feature")] == ["f000"]
    assert "119 features" in {m.label for m in marks(found, "fold")}


def test_a_feature_fails_with_any_of_its_scenarios() -> None:
    found = view("bdv", feature("refunds", "a", "b"), ran("a"), ran("b", "FAILED"))
    assert marks(found, "feature")[0].tone == "fail"


def test_a_quarantined_scenario_is_never_green() -> None:
    found = view("bdv", feature("refunds", "a"), ran("a"), quarantined("a"))
    shown = marks(found, "scenario")[0]
    assert (shown.glyph, shown.state, shown.badge) == ("quar", "quarantined", "quarantined")
    assert marks(found, "feature")[0].tone != "pass"


def test_an_outcome_nobody_knows_counts_as_failed() -> None:
    found = view("bdv", feature("refunds", "a"), ran("a", "EXPLODED"))
    assert (marks(found, "scenario")[0].tone, marks(found, "scenario")[0].state) == ("fail", "exploded")


def test_a_step_left_to_be_written_is_not_the_same_as_no_result() -> None:
    found = view("bdv", feature("refunds", "a", "b"), ran("a", "PENDING"))
    assert [m.tone for m in marks(found, "scenario")] == ["fail", "idle"]


def test_a_scenario_that_asks_for_another_version_is_joined_in_red() -> None:
    wanting = feature("refunds", "a", tags=["@contract:Pay:v2.2"])
    found = view("bdv", interface("Pay", "v2.1"), locked("Pay", "2.1"), wanting, ran("a"))
    line = next(line for line in found.lines if line.kind == "mismatch")
    star = marks(found, "star")[0]
    assert (line.label, line.tone, line.confidence) == ("asks for v2.2", "fail", 0.8)
    assert (star.state, star.sub) == ("mismatched", "locked v2.1, asked v2.2")


def test_a_contract_that_nobody_defines_is_a_ghost() -> None:
    found = view("bdv", feature("refunds", "a", tags=["@contract:Pay:v2.2"]), ran("a"))
    assert [(m.id, m.sub) for m in marks(found, "ghost")] == [("Missing/Pay:2.2", "no such contract")]
    assert found.tables[2].rows[0].cells == ("No contract Pay:2.2", "asked by “a”")


def test_scenarios_without_a_feature_stand_under_their_suite() -> None:
    found = view("bdv", ran("a"))
    assert [m.id for m in marks(found, "feature")] == ["Suite/features"]


def test_no_two_rows_of_a_column_overlap() -> None:
    found = view("bdv", feature("x", "a", "b"), feature("y", "c"), *passing(["a", "b", "c"]))
    heights = sorted(m.y for m in marks(found, "scenario"))
    assert all(b - a >= 26 for a, b in pairwise(heights))


def test_coverage_counts_and_names_what_is_missing() -> None:
    found = view("bdv", interface("Pay"), feature("x", "a", "b"), ran("a"))
    covered = {c.name: (c.covered, c.total, [name for _, name in c.missing]) for c in found.coverage}
    assert covered["Scenarios executed"] == (1, 2, ["b"])
    assert covered["Contracts with a scenario"] == (0, 1, ["Pay"])


def test_a_step_without_a_definition_is_a_gap_by_its_wording() -> None:
    steps = [StepResult("Given", "a basket", "PASSED"), StepResult("When", "it flies", "UNDEFINED")]
    found = view("bdv", feature("x", "a"), ran("a", "UNDEFINED", steps=steps))
    covered = {c.name: (c.covered, c.total, c.missing) for c in found.coverage}
    assert covered["Steps with a definition"] == (1, 2, (("Scenario/S.a", "it flies"),))
    gaps = next(table for table in found.tables if table.title == "Gaps")
    assert ("it flies", "no definition matches this step") in [row.cells for row in gaps.rows]


def ruled(*rules: str) -> Step:
    specs = [
        ScenarioSpec(scenario_id=f"S.s{n}", name=f"s{n}", rule=rule, position=n, kind="scenario_outline", line=n + 1)
        for n, rule in enumerate(rules)
    ]
    told = FeatureDiscovered(feature_id="F.x", feature_path="x", name="x", scenarios=specs)
    return "bdv.feature.discovered", told


def test_the_scenarios_of_a_rule_stand_under_its_head_and_fail_it() -> None:
    found = view("bdv", ruled("", "No debt", "No debt"), ran("s1"), ran("s2", "FAILED"))
    (head,) = marks(found, "rule")
    assert (head.label, head.tone, head.sub) == ("No debt", "fail", "2 scenarios")
    sources = {line.target: line.source for line in found.lines}
    assert [sources[f"Scenario/S.s{n}"] for n in range(3)] == ["BehavioralSpec/F.x", head.id, head.id]
    assert len({m.y for m in found.marks if m.kind in ("rule", "scenario")}) == 4


def test_examples_of_an_outline_are_told_apart_by_their_lines() -> None:
    found = view("bdv", ruled("", ""))
    assert [m.label for m in marks(found, "scenario")] == ["s0 (example, line 1)", "s1 (example, line 2)"]


def condition(found: GraphView, name: str) -> Condition:
    return next(c for c in found.conditions if c.name == name)


def test_one_executed_scenario_of_many_passes_and_is_said_to_do_so_in_part() -> None:
    suite = ("bdv.run.completed", RunCompleted(run_id="r1", suite="features"))
    some = condition(view("bdv", feature("refunds", "a", "b", "c", "d"), ran("a"), suite), "Executed")
    assert (some.state, some.value, some.detail, some.share) == ("pass", "1 of 4", "3 not run", 0.25)
    assert word_of(some) == "pass in part"
    every = condition(view("bdv", feature("refunds", "a"), ran("a"), suite), "Executed")
    assert (every.state, every.share, word_of(every)) == ("pass", 1, "pass")


def test_what_nobody_executed_is_no_part_of_a_pass() -> None:
    none = condition(view("bdv", feature("refunds", "a", "b")), "Executed")
    assert (none.state, none.share, word_of(none)) == ("pending", 0, "pending")
