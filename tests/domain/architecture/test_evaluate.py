"""What an evaluation promises, whatever the code."""

from hypothesis import given

from app.domain.architecture import (
    Code,
    as_fields,
    evaluate,
    extend,
    manifest_from,
    propose,
)
from tests.domain.architecture.small_code import graphs, manifest

EVERY_RULE = [
    "a: CAN_CALL(b)",
    "b: MUST_NOT_CALL(a, c)",
    "ALL: LAYERED",
    "ALL: NO_CYCLES",
    "ALL: COUPLING < 2",
    "b: INSTABILITY < 0.5",
]


@given(graphs)
def test_a_violation_of_a_dependency_rule_names_an_import_that_is_there(graph: Code):
    for violation in evaluate(graph, manifest(*EVERY_RULE)).violations:
        if violation.type in ("dependency", "layering", "cycle"):
            link = graph.imports[violation.source_module, violation.target_module]
            assert violation.lines == link.lines
            assert violation.file_path == graph.path(violation.source_module)
        assert violation.description and violation.hint


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
