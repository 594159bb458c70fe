"""Preflight finds everything at once, each with its place and what to do; only what is grave stops a manifest."""

from typing import Any

import pytest

from app.domain.workflow.findings import stops
from app.domain.workflow.manifest import Gate
from app.domain.workflow.reading import manifest_from
from tests.domain.workflow.manifests import codes, findings, manifest, node, plain


def test_a_sound_manifest_has_no_findings() -> None:
    assert findings(node("BE.A"), node("QA.B", "BE.A")) == []


def flawed() -> dict[str, str]:
    """What is found in a manifest with a flaw of nearly every kind: per code one place."""
    return codes(
        node("BE.A", "BE.B"),
        node("BE.B", "BE.A"),
        node("BE.B"),
        node("BE.C", "BE.Missing", contract_version="1.0"),
        node("BE.D", estimated_effort=0, retry={"max_attempts": "many"}),
        node("QA.E", "BE.C", "BE.D", gates=[{"name": "cov", "treshold": 3, "command": "true"}]),
        node("X/..", type="nonsense", command=""),
        iteration_id="today",
        constraints={"max_duration_minutes": 1},
    )


def test_all_flaws_are_found_at_once() -> None:
    assert flawed() == {
        "cycle": "BE.A",
        "duplicate_id": "BE.B",
        "unknown_dependency": "BE.C",
        "bad_version": "BE.C",
        "bad_field": "nodes[4] (BE.D).estimated_effort",
        "unknown_field": "nodes[5] (QA.E).gates[0] (cov)",
        "bad_id": "X/..",
        "unknown_type": "X/..",
        "no_command": "X/..",
        "orphan": "X/..",
        "disconnected": "BE.A",
        "unusual_iteration": "iteration_id",
        "too_long": "constraints.max_duration_minutes",
    }


def test_a_cycle_names_its_members_in_order() -> None:
    found = findings(node("BE.A", "BE.C"), node("BE.B", "BE.A"), node("BE.C", "BE.B"), node("BE.D", "BE.D"))
    told = [finding.message for finding in found if finding.code == "cycle"]
    assert told == [
        "Tasks wait for each other: BE.A → BE.C → BE.B → BE.A.",
        "Tasks wait for each other: BE.D → BE.D.",
    ]


@pytest.mark.parametrize("missing", ["iteration_id", "timestamp", "project", "nodes"])
def test_what_a_manifest_must_have_is_missed_by_name(missing: str) -> None:
    whole = plain(node("BE.A"))
    del whole[missing]
    found, flaws = manifest_from(whole)
    assert found is None
    assert [flaw.message for flaw in flaws] == [f"{missing} is missing."]


@pytest.mark.parametrize("junk", [None, 3, "text", [], [{}], {"nodes": 3}, {"nodes": [3, None, {"id": 7}]}])
def test_junk_is_described_and_never_breaks_anything(junk: Any) -> None:
    found, flaws = manifest_from(junk)
    assert found is None
    assert stops(flaws)


def test_a_misspelt_field_is_named_with_the_one_that_is_meant() -> None:
    flaw = next(f for f in findings(node("BE.A", timout=3)) if f.code == "unknown_field")
    assert (flaw.message, flaw.fix) == ("timout means nothing here.", "Is timeout meant?")


def test_gates_may_be_named_only_and_are_defined_once() -> None:
    whole = manifest(
        node("BE.A", gates=["unit", "style", "odd"]),
        gates=[{"name": "unit", "command": "make unit", "severity": "warning"}, {"name": "style", "command": "x"}],
        policies=[{"id": "style", "severity": "INFO"}],
    )
    unit, style, odd = whole.nodes[0].gates
    assert (unit.command, unit.severity) == ("make unit", "WARNING")
    assert style.severity == "INFO"
    assert odd == Gate(name="odd")


def test_a_gate_that_asks_nothing_is_a_warning() -> None:
    assert codes(node("BE.A", gates=["odd"])) == {"gate_without_command": "BE.A"}


@pytest.mark.parametrize(
    ("gates", "code"),
    [
        ([{"name": "a", "command": "x", "depends_on": ["b"]}], "unknown_gate"),
        ([{"name": "a", "command": "x"}, {"name": "a", "command": "y"}], "duplicate_gate"),
        (
            [{"name": "a", "command": "x", "phase": "pre", "depends_on": ["b"]}, {"name": "b", "command": "y"}],
            "gate_order",
        ),
        ([{"name": "a", "command": "x", "depends_on": ["a"]}], "gate_order"),
        ([{"name": "a", "command": "x", "bypass": {"by": "Ada", "reason": " "}}], "bypass_unexplained"),
        ([{"name": "a", "command": "x", "threshold": 1, "pattern": "("}], "bad_pattern"),
        ([{"name": "a", "command": "x", "threshold": 1, "pattern": "x"}], "bad_pattern"),
    ],
)
def test_gates_that_cannot_be_asked_stop_a_manifest(gates: list[Any], code: str) -> None:
    found = findings(node("BE.A", gates=gates))
    assert code in {flaw.code for flaw in found}
    assert stops(found)


def test_an_interface_is_asked_for_its_contract() -> None:
    assert "missing_contract" in codes(node("IF.A", type="interface", outputs=["a.yaml"]))
    assert "missing_specification" in codes(node("IF.A", type="interface", contract_version="v1.0"))
    told = node("IF.A", type="interface", contract_version="v1.0", outputs=["a.yaml"])
    assert codes(told) == {}


def test_an_empty_file_is_told_what_a_manifest_takes() -> None:
    found, flaws = manifest_from(None)
    assert found is None
    assert "iteration_id" in flaws[0].line()


def test_an_interface_that_waits_for_something_else_is_pointed_out() -> None:
    api = {"type": "interface", "contract_version": "v1.0", "outputs": ["a.yaml"]}
    assert codes(node("BE.B"), node("IF.A", "BE.B", **api)) == {"interface_waits": "IF.A"}
    assert codes(node("IF.B", **api), node("IF.A", "IF.B", **{**api, "outputs": ["b.yaml"]})) == {}


def test_retries_that_have_no_effect_are_pointed_out() -> None:
    assert codes(node("BE.A", retry_policy={"max_attempts": 3})) == {"retry_without_effect": "BE.A"}
    assert codes(node("BE.A", retry={"max_attempts": 3, "retry_on_failure": True})) == {}


def test_conditions_are_read_before_anything_runs() -> None:
    assert codes(node("BE.A", condition="env.X ==")) == {"bad_condition": "BE.A"}
    assert "condition_order" in codes(node("BE.A", condition='failed("BE.B")'), node("BE.B"))
    assert codes(node("BE.A"), node("BE.B", "BE.A", condition='failed("BE.A")')) == {}


def test_one_file_with_two_producers_is_pointed_out() -> None:
    two = [node("BE.A", outputs=["x"]), node("BE.B", "BE.A", outputs=["x"])]
    assert codes(*two) == {"several_producers": "BE.A"}


def test_numbers_and_truth_in_env_are_texts() -> None:
    whole = manifest(node("BE.A", env={"N": 3, "DEBUG": True}), env={"PI": 3.5})
    assert whole.nodes[0].env == {"N": "3", "DEBUG": "true"}
    assert whole.env == {"PI": "3.5"}


def test_a_command_may_be_a_list_of_words() -> None:
    assert manifest(node("BE.A", command=["echo", "a b"])).nodes[0].command == "echo 'a b'"
