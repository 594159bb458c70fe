"""What breaks a rule, what does not, and how much a breach weighs."""

import pytest

from app.domain.architecture import (
    ClassFact,
    Code,
    CodeModule,
    FunctionFact,
    evaluate,
    manifest_from,
)
from app.domain.payloads.acc import ModuleSpec
from tests.domain.architecture.small_code import COMPONENTS, UPWARD, code, found, manifest, rule, with_rules


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


def test_a_getter_and_its_setter_are_one_finding():
    twice = (FunctionFact("C.size", 3, complexity=6), FunctionFact("C.size", 9, complexity=8))
    graph = Code({"a": CodeModule(ModuleSpec(name="a", file_path="a.py"), twice)}, {})

    [violation] = evaluate(graph, manifest("ALL: CYCLOMATIC_COMPLEXITY < 5")).violations
    assert (violation.figure, violation.lines, violation.part) == (8, [9], "C.size")
