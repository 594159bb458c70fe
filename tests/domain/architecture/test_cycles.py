"""Cycles: which there are, how much each weighs, and where it is best cut."""

import pytest
from hypothesis import given

from app.domain.architecture import (
    Code,
    evaluate,
    extend,
    propose,
)
from app.domain.architecture.cycles import cheapest_break, path, strongly_connected, within
from app.domain.payloads.acc import ImportSpec
from tests.domain.architecture.small_code import NAMES, code, graphs, manifest


@given(graphs)
def test_cycles_are_exactly_the_sets_of_modules_that_reach_each_other(graph: Code):
    needs = graph.needs()
    reach = {a: {b for b in NAMES if a != b and path(needs, a, b)} for a in NAMES}
    mutual = {frozenset({a, *(b for b in reach[a] if a in reach[b])}) for a in NAMES}

    cycles = evaluate(graph, manifest()).cycles

    assert {frozenset(cycle.cycle_modules) for cycle in cycles} == {group for group in mutual if len(group) > 1}


@given(graphs)
def test_the_break_candidates_break_the_cycle(graph: Code):
    needs = graph.needs()
    for members in strongly_connected(needs):
        cuts = cheapest_break(members, graph, needs).links
        inside = within(members, needs)
        left = {a: [b for b in inside[a] if (a, b) not in cuts] for a in inside}
        assert cuts and members not in strongly_connected(left)


def test_a_new_cycle_blocks_and_a_known_one_does_not():
    old = code([("a.x", "b.x"), ("b.x", "a.x")])
    proposal = propose(old)
    grown = code([("a.x", "b.x"), ("b.x", "a.x"), ("b.x", "c.x"), ("c.x", "a.x")])

    [known] = evaluate(old, proposal).cycles
    [new] = evaluate(grown, extend(proposal, grown)).cycles

    assert (known.baseline, known.severity) == (True, "WARNING")
    assert not new.baseline
    assert "BLOCKING" in {v.severity for v in evaluate(grown, proposal).violations}


@pytest.mark.parametrize(
    ("links", "rules", "kind", "severity"),
    [
        ([("a", "a.x"), ("a.x", "a")], (), "intra_module", "INFO"),
        ([("a.x", "a.y"), ("a.y", "a.x")], (), "inter_module", "WARNING"),
        ([("a.x", "b.x"), ("b.x", "a.x")], (), "inter_component", "WARNING"),
        ([("a.x", "b.x"), ("b.x", "a.x")], ("ALL: LAYERED",), "cross_layer", "BLOCKING"),
    ],
)
def test_a_cycle_weighs_by_how_far_it_reaches(links: list, rules: tuple, kind: str, severity: str):
    [cycle] = evaluate(code(links), manifest(*rules)).cycles

    assert (cycle.classification, cycle.severity) == (kind, severity)


def test_the_import_with_the_fewest_statements_is_the_first_to_cut():
    graph = code([("a.x", "a.y"), ("a.y", "b.x"), ("b.x", "a.x")], weight=4)
    cheap = ImportSpec(source="b.x", target="a.x", lines=[9], weight=1)

    [violation] = evaluate(
        Code(graph.modules, {**graph.imports, ("b.x", "a.x"): cheap}), manifest("ALL: NO_CYCLES")
    ).violations

    assert (violation.source_module, violation.target_module, violation.lines) == ("b.x", "a.x", [9])
    assert violation.chain == ["b.x", "a.x", "a.y", "b.x"]


@pytest.mark.parametrize(
    ("links", "kind", "severity"),
    [
        ([("a", "a.x"), ("a.x", "a")], "intra_module", "INFO"),
        ([("a.x", "a.y"), ("a.y", "a.x")], "inter_module", "WARNING"),
        ([("a.x", "b.x"), ("b.x", "a.x")], "inter_component", "WARNING"),
    ],
)
def test_a_cycle_is_as_bad_as_it_reaches_far(links: list[tuple[str, str]], kind: str, severity: str):
    [cycle] = evaluate(code(links), manifest("ALL: NO_CYCLES")).cycles
    assert (cycle.classification, cycle.severity) == (kind, severity)


def test_a_cycle_across_layers_blocks_and_says_how_to_break_it():
    [cycle] = evaluate(
        code([("a.x", "b.x"), ("b.x", "a.x"), ("b.x", "b.y"), ("b.y", "b.x")]),
        manifest("ALL: LAYERED", "ALL: NO_CYCLES"),
    ).cycles

    assert (cycle.classification, cycle.severity) == ("cross_layer", "BLOCKING")
    assert (cycle.break_cost, cycle.break_bound, cycle.break_exact) == (2, 2, True)
    assert len(cycle.break_candidates) == len(cycle.break_hints) == 2
    assert any("interface" in hint for hint in cycle.break_hints)
    assert any("third module" in hint for hint in cycle.break_hints)
    assert len(cycle.representative) == 3 and cycle.representative[0] == cycle.representative[-1]


def test_cycles_of_a_scope_are_told_where_they_touch_it():
    graph = code([("a.x", "b.x"), ("b.x", "a.x"), ("c.x", "c.y.z"), ("c.y.z", "c.x")])

    assert len(evaluate(graph, manifest("a: NO_CYCLES")).violations) == 1
    assert len(evaluate(graph, manifest("ALL: NO_CYCLES")).violations) == 2
