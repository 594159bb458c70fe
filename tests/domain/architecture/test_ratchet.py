"""The ratchet: what was there is tolerated, what is new counts, and nothing new hides behind what was there."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.architecture import ClassFact, Code, CodeModule, Findings, FunctionFact, evaluate
from app.domain.architecture.ratchet import Held, baseline_of, hold
from app.domain.payloads.acc import ImportSpec, ModuleSpec
from tests.domain.architecture.small_code import NAMES, manifest

RULES = ("a: MUST_NOT_CALL(b, c)", "b: CAN_CALL(b)", "ALL: LAYERED", "ALL: NO_CYCLES", "ALL: COUPLING < 2")
Links = dict[tuple[str, str], int]
links = st.dictionaries(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), st.integers(1, 3))


def code(weights: Links, contents: dict[str, str] | None = None, names: list[str] = NAMES) -> Code:
    """Modules with a content of their own, unless told otherwise, and so many import statements between them."""
    known = contents or {}
    modules = {n: CodeModule(ModuleSpec(name=n, file_path=f"{n}.py", sha256=known.get(n, f"of {n}"))) for n in names}
    return Code(modules, {(s, t): ImportSpec(source=s, target=t, weight=w) for (s, t), w in weights.items()})


def found(graph: Code, *rules: str) -> Findings:
    return evaluate(graph, manifest(*(rules or RULES)))


def ratchet(then: Code, now: Code, *rules: str) -> Held:
    return hold(found(now, *rules), baseline_of(found(then, *rules), then), now)


def new(held: Held) -> set[tuple[str, str]]:
    return {(v.source_module, v.target_module) for v in held.findings.violations if v.lifecycle == "new"}


def counted(held: Held) -> set[str]:
    """The findings that are new, whichever of their imports they are told by."""
    return {v.violation_id for v in held.findings.violations if v.lifecycle == "new"}


@given(links)
def test_what_is_there_is_tolerated_and_blocks_nothing(weights: Links):
    held = ratchet(code(weights), code(weights))

    assert not new(held) and not held.gone
    assert "BLOCKING" not in {v.severity for v in held.findings.violations}
    assert all(cycle.baseline for cycle in held.findings.cycles)


@given(links, links)
def test_a_forbidden_import_that_was_not_there_is_new_whatever_went(then: Links, now: Links):
    held = ratchet(code(then), code(now), "a: MUST_NOT_CALL(b, c)")
    forbidden = {(s, t) for s, t in now if s[0] == "a" and t[0] in "bc"}
    more = {link for link in forbidden if now[link] > then.get(link, 0)}

    assert new(held) == more


@example(
    {("a", "b"): 1, ("a", "b.x"): 1, ("b", "a"): 1, ("b.x", "a"): 1},
    {("a", "b"): 1, ("b", "b.x"): 1, ("b.x", "a"): 1},
)
@given(links, links)
def test_no_entry_forgives_two_findings_and_none_comes_back(then: Links, now: Links):
    held = ratchet(code(then), code(now))
    entries = baseline_of(found(code(then)), code(then)).entries
    tolerated = [v for v in held.findings.violations if v.lifecycle == "existing"]

    single = [entry for entry in entries if not entry.members]
    assert len([v for v in tolerated if v.type != "cycle"]) <= len(single)
    again = hold(found(code(now)), held.left, code(now))
    assert counted(again) >= counted(held) and {e.key for e in again.left.entries} == {
        e.key for e in held.left.entries
    }


@given(links, links)
def test_a_circle_is_known_only_with_no_import_that_was_not_in_it(then: Links, now: Links):
    before = found(code(then), "ALL: NO_CYCLES").cycles
    for cycle in ratchet(code(then), code(now), "ALL: NO_CYCLES").findings.cycles:
        members = set(cycle.cycle_modules)
        inside = {link for link in now if link[0] != link[1] and members.issuperset(link)}
        homes = [c for c in before if members <= set(c.cycle_modules)]
        assert cycle.baseline == (bool(homes) and inside <= then.keys())


def test_an_import_of_a_part_is_not_the_import_of_the_whole():
    held = ratchet(code({("a.x", "b"): 1}), code({("a.x", "b.x"): 1}), "a: MUST_NOT_CALL(b, c)")

    assert new(held) == {("a.x", "b.x")}
    assert held.gone == ("R1: a.x → b",)


def test_one_more_statement_of_a_known_import_is_new():
    held = ratchet(code({("a.x", "b"): 1}), code({("a.x", "b"): 2}), "a: MUST_NOT_CALL(b, c)")

    [violation] = held.findings.violations
    assert (violation.lifecycle, violation.severity) == ("new", "BLOCKING")
    assert "2 import statements; the baseline knows 1" in violation.description


def test_a_known_circle_swallows_no_import_that_is_added_in_it():
    ring = {("a", "b"): 1, ("b", "c.x"): 1, ("c.x", "a"): 1}
    held = ratchet(code(ring), code({**ring, ("a", "c.x"): 1}), "ALL: NO_CYCLES")

    assert new(held) == {("a", "c.x")}
    assert [cycle.baseline for cycle in held.findings.cycles] == [False]


def test_two_known_circles_that_became_one_are_new():
    two = {("a", "b"): 1, ("b", "a"): 1, ("c.x", "b.x"): 1, ("b.x", "c.x"): 1}
    held = ratchet(code(two), code({**two, ("a", "c.x"): 1, ("c.x", "a"): 1}), "ALL: NO_CYCLES")

    assert len(new(held)) == 1 and len(held.gone) == 2


def test_a_module_that_was_only_renamed_keeps_its_entry_and_a_rewritten_one_does_not():
    then = code({("a.x", "b"): 1}, names=["a.x", "b"])
    moved = code({("a.z", "b"): 1}, {"a.z": "of a.x"}, ["a.z", "b"])
    target = code({("a.x", "b.z"): 1}, {"b.z": "of b", "a.x": "another line"}, ["a.x", "b.z"])
    rewritten = code({("a.z", "b"): 1}, {"a.z": "other"}, ["a.z", "b"])

    assert not new(ratchet(then, moved, "a: MUST_NOT_CALL(b, c)"))
    assert not new(ratchet(then, target, "a: MUST_NOT_CALL(b, c)"))
    assert new(ratchet(then, rewritten, "a: MUST_NOT_CALL(b, c)")) == {("a.z", "b")}


def test_a_copy_or_a_split_is_no_renaming():
    then = code({("a.x", "b"): 1}, names=["a.x", "b"])
    copied = code({("a.x", "b"): 1, ("a.z", "b"): 1}, {"a.z": "of a.x"}, ["a.x", "a.z", "b"])
    twice = code({("a.y", "b"): 1, ("a.z", "b"): 1}, {"a.y": "of a.x", "a.z": "of a.x"}, ["a.y", "a.z", "b"])

    assert new(ratchet(then, copied, "a: MUST_NOT_CALL(b, c)")) == {("a.z", "b")}
    assert new(ratchet(then, twice, "a: MUST_NOT_CALL(b, c)")) == {("a.y", "b"), ("a.z", "b")}


def test_a_module_that_was_there_before_takes_over_no_entry():
    names = ["a.x", "a.z", "b"]
    then = code({("a.x", "b"): 1}, names=names)
    now = code({("a.z", "b"): 1}, {"a.z": "of a.x"}, ["a.z", "b"])

    assert new(ratchet(then, now, "a: MUST_NOT_CALL(b, c)")) == {("a.z", "b")}


@pytest.mark.parametrize(("lines", "lifecycle"), [(50, "existing"), (40, "existing"), (51, "new")])
def test_a_limit_that_is_broken_may_not_be_broken_further(lines: int, lifecycle: str):
    def sized(count: int) -> Code:
        return Code({"a": CodeModule(ModuleSpec(name="a", line_count=count))}, {})

    held = ratchet(sized(50), sized(lines), "ALL: MODULE_SIZE < 10")
    assert [v.lifecycle for v in held.findings.violations] == [lifecycle]


def test_functions_and_classes_are_known_one_by_one():
    def parts(*names: str) -> Code:
        functions = tuple(FunctionFact(name, 1, complexity=9) for name in names)
        classes = tuple(ClassFact(f"{name}_", 1) for name in names)
        return Code({"a": CodeModule(ModuleSpec(name="a"), functions, classes)}, {})

    rules = ("ALL: CYCLOMATIC_COMPLEXITY < 5", "ALL: CLASS_NAME_PATTERN = [a-z]+")
    held = ratchet(parts("f", "g"), parts("g", "h"), *rules)

    assert [(v.part, v.lifecycle) for v in held.findings.violations if v.rule_id == "R1"] == [
        ("g", "existing"),
        ("h", "new"),
    ]
    assert {v.part for v in held.findings.violations if v.lifecycle == "new"} == {"h", "h_"}


def test_a_chain_is_known_only_by_the_imports_it_was_made_of():
    def chained(*names: str) -> tuple[Code, Findings]:
        graph = code(dict.fromkeys(pairwise(names), 1))
        [first] = found(code({("a", "b"): 1}), "a: MUST_NOT_CALL(b)").violations
        violation = msgspec.structs.replace(first, chain=list(names))
        return graph, msgspec.structs.replace(found(graph, "a: MUST_NOT_CALL(b)"), violations=(violation,))

    then, before = chained("a", "c.x", "b")
    known = baseline_of(before, then)
    for names, lifecycle in ((("a", "c.x", "b"), "existing"), (("a", "a.x", "b"), "new"), (("a", "b"), "new")):
        now, findings = chained(*names)
        assert [v.lifecycle for v in hold(findings, known, now).findings.violations] == [lifecycle]
