"""What dependency-cruiser found in JavaScript and TypeScript, held against the file's own totals."""

import json
from collections import Counter
from typing import Any

import pytest

from app.domain.verdict.acc import judge_acc
from app.domain.verdict.model import StreamJudgement
from app.errors import BadFile
from tests.readers.inputs import MODIFIED, ROOT, files, needs_inputs, of_type, read, state_of
from tests.readers.structure.samples import CIRCULAR, SAMPLES, broken, cruise, module

FILES = [name for name in files("import-graphs/dependency-cruiser/**/*.json") if "schema" not in name]
SEVERITIES = {"BLOCKING": "error", "WARNING": "warn", "INFO": "info"}
RING = (module("src/a.js", "src/b.js"), module("src/b.js", "src/a.js"))


def judged(data: bytes) -> StreamJudgement:
    return judge_acc(state_of(read(data)), True, MODIFIED)


@needs_inputs
@pytest.mark.parametrize("name", FILES)
def test_the_totals_of_the_summary_are_those_of_the_events(name: str) -> None:
    """The file's own totals are the oracle; what is not among them is counted in the file itself."""
    data = (ROOT / name).read_bytes()
    said = json.loads(data)
    events = read(data)
    built, summary = of_type(events, "acc.graph.built"), said["summary"]
    imports = [one for part in built for one in part.imports]
    found = of_type(events, "acc.violation.detected")
    assert sum(len(part.modules) for part in built) == summary["totalCruised"]
    total = sum(len(m["dependencies"]) for m in said["modules"])
    assert sum(one.weight for one in imports) == summary.get("totalDependenciesCruised", total) == total
    fresh = Counter(SEVERITIES[v.severity] for v in found if v.lifecycle != "existing")
    assert [fresh[level] for level in ("error", "warn", "info")] == [summary[n] for n in ("error", "warn", "info")]
    known = sum(v["rule"]["severity"] == "ignore" for v in summary["violations"])
    assert sum(v.lifecycle == "existing" for v in found) == known


@needs_inputs
@pytest.mark.parametrize("name", FILES)
def test_the_verdict_is_what_the_errors_say_and_nothing_contradicts_itself(name: str) -> None:
    data = (ROOT / name).read_bytes()
    errors = json.loads(data)["summary"]["error"]
    judgement = judged(data)
    assert judgement.state == ("fail" if errors else "pass")
    assert judgement.facts["blocking"] == errors


@needs_inputs
@pytest.mark.parametrize("name", FILES)
def test_what_is_called_circular_lies_in_a_circle(name: str) -> None:
    data = (ROOT / name).read_bytes()
    called = {m["source"] for m in json.loads(data)["modules"] for d in m["dependencies"] if d.get("circular")}
    members = {one for cycle in of_type(read(data), "acc.cycle.detected") for one in cycle.cycle_modules}
    assert called <= members


def test_rules_violations_circles_and_components_are_told() -> None:
    events = read(SAMPLES["dependency-cruiser"])

    [manifest] = of_type(events, "acc.manifest.loaded")
    assert [(r.rule_id, r.type, r.severity, r.status) for r in manifest.rules] == [
        ("no-circular", "cycles", "BLOCKING", "broken"),
        ("no-fs", "dependency", "WARNING", "broken"),
    ]
    assert [component.paths for component in manifest.components] == [["src/a"], ["src/b"]]
    circle, plain = sorted(of_type(events, "acc.violation.detected"), key=lambda v: v.rule_id)
    assert (circle.type, circle.chain) == ("cycle", ["src/a/one.js", "src/b/two.ts", "src/a/one.js"])
    assert (plain.severity, plain.source_module, plain.target_module) == ("WARNING", "src/b/two.ts", "fs")
    [cycle] = of_type(events, "acc.cycle.detected")
    assert (cycle.cycle_modules, cycle.baseline) == (["src/a/one.js", "src/b/two.ts"], False)
    assert {reason.code for reason in judged(SAMPLES["dependency-cruiser"]).reasons} == {"violation", "new_cycle"}


@pytest.mark.parametrize(
    ("severity", "state"), [("error", "fail"), ("warn", "pass"), ("info", "pass"), ("ignore", "pass")]
)
def test_a_circle_blocks_only_under_a_rule_of_severity_error(severity: str, state: str) -> None:
    found = [broken("no-circular", "src/a.js", "src/b.js", severity, cycle=["src/b.js", "src/a.js"])]
    assert judged(cruise(*RING, rules=[CIRCULAR], violations=found)).state == state


def test_a_circle_that_no_rule_forbids_is_told_and_does_not_block() -> None:
    data = cruise(*RING)

    [cycle] = of_type(read(data), "acc.cycle.detected")
    assert cycle.baseline and judged(data).state == "pass"


def test_two_imports_of_one_file_are_one_import_and_listed_violations_are_all_told() -> None:
    twice = [broken("r", "a.js", "b.js"), broken("r", "a.js", "b.js"), broken("r", "a.js", "a.js", "info")]
    events = read(cruise(module("a.js", "b.js", "b.js"), module("b.js"), violations=twice))

    [built] = of_type(events, "acc.graph.built")
    assert [(one.source, one.target, one.weight) for one in built.imports] == [("a.js", "b.js", 2)]
    found = of_type(events, "acc.violation.detected")
    assert len({v.violation_id for v in found}) == 3
    assert sorted(v.target_module for v in found) == ["", "b.js", "b.js"]


def test_a_module_that_is_only_imported_is_in_the_graph_as_well() -> None:
    data = cruise(module("a.ts", "gone"))

    [built] = of_type(read(data), "acc.graph.built")
    assert {one.name for one in built.modules} == {"a.ts", "gone"}
    assert judged(data).state == "pass"


def test_an_import_for_types_alone_is_marked() -> None:
    only = module("a.ts", "b.ts")
    only["dependencies"][0]["dependencyTypes"] = ["local", "type-only"]

    [built] = of_type(read(cruise(only, module("b.ts"))), "acc.graph.built")
    assert [one.type_checking for one in built.imports] == [True]


@pytest.mark.parametrize("wrong", [{"totalCruised": 9}, {"error": 1}, {"totalDependenciesCruised": 9}, {"warn": 3}])
def test_a_file_that_does_not_hold_what_it_sums_up_is_contradictory(wrong: dict[str, Any]) -> None:
    assert judged(cruise(module("a.js", "b.js"), module("b.js"), **wrong)).state == "unknown"


def test_orphans_and_names_that_lead_nowhere_are_remarked() -> None:
    events = read(cruise(module("a.js", orphan=True), module("./x", couldNotResolve=True)))

    said = next(event for event in events if event.event_type == "acc.analysis.started").metadata
    assert (said["orphans"], said["could_not_resolve"]) == ("1", "1")


def test_a_cruise_without_modules_is_refused() -> None:
    with pytest.raises(BadFile, match="no modules"):
        read(cruise())
