"""What an evaluation promises, whatever the code."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.architecture import (
    ClassFact,
    Code,
    CodeModule,
    Findings,
    FunctionFact,
    Manifest,
    as_fields,
    evaluate,
    extend,
    manifest_from,
    propose,
)
from app.domain.architecture.cycles import cheapest_break, path, strongly_connected, within
from app.domain.payloads.acc import ImportSpec, ModuleSpec

NAMES = ["a", "a.x", "a.y", "b", "b.x", "b.y", "c.x", "c.y.z"]
EVERY_RULE = [
    "a: CAN_CALL(b)",
    "b: MUST_NOT_CALL(a, c)",
    "ALL: LAYERED",
    "ALL: NO_CYCLES",
    "ALL: COUPLING < 2",
    "b: INSTABILITY < 0.5",
]
COMPONENTS = [{"name": name, "paths": [name]} for name in "abc"]


def code(links: Iterable[tuple[str, str]], names: Iterable[str] = (), weight: int = 1) -> Code:
    """Modules at files of their own name, importing each other on line 3."""
    links = list(links)
    all_names = sorted({*names, *(name for link in links for name in link)})
    modules = {n: CodeModule(ModuleSpec(name=n, file_path=f"{n.replace('.', '/')}.py")) for n in all_names}
    imports = {(s, t): ImportSpec(source=s, target=t, lines=[3], weight=weight) for s, t in links}
    return Code(modules, imports)


def manifest(*rules: str, components: object = None) -> Manifest:
    return manifest_from({"components": components or COMPONENTS, "rules": list(rules)}, "m")


def found(findings: Findings) -> list[tuple[str, str, str, str]]:
    return [(v.rule_id, v.severity, v.source_module, v.target_module) for v in findings.violations]


graphs = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))).map(lambda links: code(links, NAMES))


@given(graphs)
def test_a_violation_of_a_dependency_rule_names_an_import_that_is_there(graph: Code):
    for violation in evaluate(graph, manifest(*EVERY_RULE)).violations:
        if violation.type in ("dependency", "layering", "cycle"):
            link = graph.imports[violation.source_module, violation.target_module]
            assert violation.lines == link.lines
            assert violation.file_path == graph.path(violation.source_module)
        assert violation.description and violation.hint


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


@given(graphs)
def test_ingoing_and_outgoing_couplings_sum_to_the_imports(graph: Code):
    figures = evaluate(graph, manifest()).figures.values()
    between = sum(source != target for source, target in graph.imports)

    assert sum(f.ce for f in figures) == sum(f.ca for f in figures) == between
    assert all(0 <= f.instability <= 1 and 0 <= f.distance <= 1 for f in figures)


@given(graphs)
def test_every_finding_has_an_identity_of_its_own(graph: Code):
    findings = evaluate(graph, manifest(*EVERY_RULE))

    assert len({v.violation_id for v in findings.violations}) == len(findings.violations)
    assert len({c.cycle_id for c in findings.cycles}) == len(findings.cycles)


@given(graphs)
def test_proposed_rules_block_nothing_today_and_read_back_the_same(graph: Code):
    proposal = propose(graph)
    findings = evaluate(graph, proposal)

    assert not [v for v in findings.violations if v.severity == "BLOCKING"]
    assert not [c for c in findings.cycles if c.severity == "BLOCKING"]
    assert all(rule.status in ("kept", "broken") for rule in findings.rules)
    assert evaluate(graph, manifest_from(as_fields(proposal, "p"), "m")).violations == findings.violations


@given(graphs, graphs)
def test_extending_a_proposal_moves_no_component(first: Code, later: Code):
    proposal = propose(Code({n: m for n, m in first.modules.items() if n[0] == "a"}, {}))
    longer = extend(proposal, later)

    assert longer.components[: len(proposal.components)] == proposal.components
    assert {"a", "b"} <= {component.name for component in longer.components}


def test_a_new_cycle_blocks_and_a_known_one_does_not():
    old = code([("a.x", "b.x"), ("b.x", "a.x")])
    proposal = propose(old)
    grown = code([("a.x", "b.x"), ("b.x", "a.x"), ("b.x", "c.x"), ("c.x", "a.x")])

    [known] = evaluate(old, proposal).cycles
    [new] = evaluate(grown, extend(proposal, grown)).cycles

    assert (known.baseline, known.severity) == (True, "WARNING")
    assert not new.baseline
    assert "BLOCKING" in {v.severity for v in evaluate(grown, proposal).violations}


def test_an_upward_import_is_a_violation_and_a_skipped_layer_a_warning():
    findings = evaluate(code([("c.x", "a.x"), ("a.x", "c.x"), ("a.x", "b.x")]), manifest("ALL: LAYERED"))
    opened = evaluate(code([("a.x", "c.x"), ("b.x", "b.y")]), manifest("ALL: LAYERED (OPEN)"))

    assert found(findings) == [("R1", "WARNING", "a.x", "c.x"), ("R1", "BLOCKING", "c.x", "a.x")]
    assert found(opened) == []


def test_can_call_ignores_modules_that_no_component_covers():
    components = [{"name": "a", "paths": ["a"]}, {"name": "c", "paths": ["c"]}]
    graph = code([("a.x", "b.x"), ("a.x", "c.x"), ("a.x", "a.y")])

    findings = evaluate(graph, manifest("a: CAN_CALL(a)", components=components))

    assert found(findings) == [("R1", "WARNING", "a.x", "c.x")]


def test_the_longest_path_decides_where_a_module_belongs():
    components = [{"name": "all", "paths": ["a"]}, {"name": "part", "paths": ["a/y/**"]}]
    findings = evaluate(code([("a.x", "a.y"), ("a.x", "a.yy")]), manifest(components=components))

    assert findings.component == {"a.x": "all", "a.y": "part", "a.yy": "all"}


def test_a_limit_is_broken_when_it_is_reached():
    graph = code([("a", "b"), ("a", "c.x")])

    assert not evaluate(graph, manifest("ALL: COUPLING < 3")).violations
    findings = evaluate(graph, manifest("ALL: COUPLING < 2"))
    assert found(findings) == [("R1", "WARNING", "a", "")]
    assert [(alert.module, alert.ce, alert.limit) for alert in findings.coupling] == [("a", 2, 2.0)]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("ALL: MODULE_SIZE < 300", "has 300 lines"),
        ("ALL: CYCLOMATIC_COMPLEXITY < 7", "a.run has cyclomatic complexity 7"),
        ("ALL: NESTING_DEPTH < 4", "a.run nests blocks to depth 4"),
        ("ALL: CLASS_NAME_PATTERN = [A-Z][a-zA-Z]+", "Class bad_name in a"),
    ],
)
def test_rules_about_one_module_name_the_place(rule: str, words: str):
    spec = ModuleSpec(name="a", file_path="a.py", line_count=300)
    functions = (FunctionFact("run", 12, complexity=7, nesting=4), FunctionFact("ok", 40, complexity=6, nesting=3))
    classes = (ClassFact("bad_name", 12), ClassFact("GoodName", 50))

    [violation] = evaluate(Code({"a": CodeModule(spec, functions, classes)}, {}), manifest(rule)).violations

    assert words in violation.description
    assert violation.lines == ([] if "SIZE" in rule else [12])


def test_a_rule_about_a_component_without_modules_could_not_run():
    findings = evaluate(code([], ["a.x"]), manifest("b: MUST_NOT_CALL(a)", "a: NO_CYCLES"))
    nothing = evaluate(Code({}, {}), manifest("ALL: NO_CYCLES"))

    assert [rule.status for rule in findings.rules] == ["could_not_run", "kept"]
    assert [rule.status for rule in nothing.rules] == ["could_not_run"]


def test_exempt_modules_are_left_alone():
    rule = {"id": "R1", "rule": "a: MUST_NOT_CALL(b)", "exempt": ["a/y*"]}
    graph = code([("a.x", "b.x"), ("a.y", "b.x")])

    findings = evaluate(graph, manifest_from({"components": COMPONENTS, "rules": [rule]}, "m"))

    assert found(findings) == [("R1", "BLOCKING", "a.x", "b.x")]


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


def rule(text: str, **said: object) -> dict[str, object]:
    return {"id": "R1", "rule": text, **said}


def with_rules(*rules: object) -> Manifest:
    return manifest_from({"components": COMPONENTS, "rules": list(rules)}, "m")


UPWARD = [("b.x", "a.x")]


def test_a_dry_run_is_told_and_never_blocks():
    findings = evaluate(code(UPWARD), with_rules(rule("b: MUST_NOT_CALL(a)", dry_run=True)))

    [violation] = findings.violations
    assert violation.severity == "INFO" and "it would be BLOCKING" in violation.description
    assert [(r.status, r.dry_run) for r in findings.rules] == [("broken", True)]


def test_a_rule_that_is_switched_off_is_named_and_not_evaluated():
    findings = evaluate(code(UPWARD), with_rules(rule("b: MUST_NOT_CALL(a)", enabled=False)))

    assert findings.violations == ()
    assert [r.status for r in findings.rules] == ["disabled"]


@pytest.mark.parametrize("pattern", ["b/x.py", "b/", "b.*", "b/*.py"])
def test_an_exempt_path_breaks_no_rule(pattern: str):
    graph = code([*UPWARD, ("c.x", "a.x")])
    text = "ALL: MUST_NOT_CALL(a)"

    assert found(evaluate(graph, with_rules(rule(text, exemptions=[pattern])))) == [("R1", "BLOCKING", "c.x", "a.x")]
    assert found(evaluate(graph, with_rules(rule(text, applicable_to=["b"])))) == [("R1", "BLOCKING", "b.x", "a.x")]


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


def test_a_getter_and_its_setter_are_one_finding():
    twice = (FunctionFact("C.size", 3, complexity=6), FunctionFact("C.size", 9, complexity=8))
    graph = Code({"a": CodeModule(ModuleSpec(name="a", file_path="a.py"), twice)}, {})

    [violation] = evaluate(graph, manifest("ALL: CYCLOMATIC_COMPLEXITY < 5")).violations
    assert (violation.figure, violation.lines, violation.part) == (8, [9], "C.size")
