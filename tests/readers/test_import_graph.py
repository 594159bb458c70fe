import json

import pytest

from app.domain.verdict.acc import judge_acc
from app.errors import BadFile
from tests.readers.inputs import (
    MODIFIED,
    ROOT,
    expected,
    files,
    needs_inputs,
    of_type,
    read,
    read_file,
    state_of,
    types,
)

GRAPHS = {name: said for name, said in expected("import-graphs/").items() if name.endswith(".graph.json")}
RESULTS = files("import-graphs/import-linter-results/*.contracts.json")


@needs_inputs
@pytest.mark.parametrize("name", GRAPHS)
def test_modules_and_edges_agree(name: str) -> None:
    built = of_type(read_file(name), "acc.graph.built")
    modules = {module.name for part in built for module in part.modules}
    imports = {(one.source, one.target) for part in built for one in part.imports}
    assert {"modules": len(modules), "edges": len(imports)} == GRAPHS[name]
    assert len({part.generation for part in built}) == 1


@needs_inputs
@pytest.mark.parametrize("name", GRAPHS)
def test_no_event_carries_more_than_500_modules_or_imports(name: str) -> None:
    built = of_type(read_file(name), "acc.graph.built")
    assert max(max(len(part.modules), len(part.imports)) for part in built) <= 500


@needs_inputs
def test_django_has_14_cycles_and_the_largest_has_166_modules() -> None:
    events = read_file("import-graphs/django-5.2.19/django-5.2.19.graph.json")
    sizes = [len(cycle.cycle_modules) for cycle in of_type(events, "acc.cycle.detected")]
    assert (len(sizes), max(sizes)) == (14, 166)
    assert judge_acc(state_of(events), True, MODIFIED).state == "pass"


@needs_inputs
@pytest.mark.parametrize("name", RESULTS)
def test_contracts_keep_their_status_and_broken_ones_show_where(name: str) -> None:
    said = json.loads((ROOT / name).read_bytes())["contracts"]
    events = read_file(name)
    rules = {
        rule.description.partition(" (")[0]: rule for m in of_type(events, "acc.manifest.loaded") for rule in m.rules
    }
    assert {c["name"]: c["status"] for c in said} == {name: rule.status for name, rule in rules.items()}
    broken = {rule.rule_id for rule in rules.values() if rule.status == "broken"}
    violations = of_type(events, "acc.violation.detected")
    assert {violation.rule_id for violation in violations} == broken
    assert all(violation.source_module and violation.target_module for violation in violations)


@needs_inputs
def test_a_chain_names_its_modules_and_the_line_where_it_begins() -> None:
    name = "import-graphs/import-linter-results/testpackage__.brokencontract.ini.contracts.json"
    first = of_type(read_file(name), "acc.violation.detected")[0]
    assert first.chain == ["testpackage.high.blue.one", "testpackage.utils", "testpackage.high.green"]
    assert (first.lines, first.severity) == ([3], "BLOCKING")


def graph(modules: list[str], edges: list[list[object]]) -> bytes:
    return json.dumps({"modules": modules, "edges": edges}).encode()


def test_lines_and_weights_of_imports_are_kept() -> None:
    built = of_type(read(graph(["p", "p.a"], [["p", "p.a", [3, 9]]])), "acc.graph.built")[0]
    assert [(one.weight, one.lines) for one in built.imports] == [(2, [3, 9])]


def test_an_import_of_an_unlisted_module_is_refused_with_its_place() -> None:
    with pytest.raises(BadFile) as refused:
        read(graph(["p"], [["p", "p.gone"]]))
    assert refused.value.place == "$.edges[0]"


def test_a_graph_without_modules_is_refused() -> None:
    with pytest.raises(BadFile, match="no modules"):
        read(graph([], []))


def test_a_contract_that_breaks_without_saying_where_is_still_a_violation() -> None:
    contract = {"id": "c", "name": "C", "type": "custom", "status": "broken"}
    events = read(json.dumps({"tool": "import-linter", "contracts": [contract]}).encode())
    assert types(events)["acc.violation.detected"] == 1


def test_a_contract_that_could_not_run_leaves_the_question_open() -> None:
    contract = {"id": "c", "name": "C", "type": "layers", "status": "could_not_run", "error": "ValueError: no"}
    events = read(json.dumps({"tool": "import-linter", "contracts": [contract]}).encode())
    assert judge_acc(state_of(events), True, MODIFIED).state == "unknown"


def test_modules_of_a_package_belong_to_its_component() -> None:
    events = read(graph(["p", "p.a", "p.a.x", "p.b"], [["p.a.x", "p.b"]]))
    (manifest,) = of_type(events, "acc.manifest.loaded")
    assert [(c.name, c.paths) for c in manifest.components] == [("p", ["p"]), ("p.a", ["p.a"])]
    paths = {m.name: m.file_path for m in of_type(events, "acc.graph.built")[0].modules}
    assert paths == {"p": "p/__init__.py", "p.a": "p/a/__init__.py", "p.a.x": "p/a/x.py", "p.b": "p/b.py"}
