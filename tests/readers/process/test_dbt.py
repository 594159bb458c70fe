"""What EXPECTED.json does not count (what a manifest holds) is counted here, by the file's own lists."""

import json
from collections import Counter

import pytest

from app.domain.verdict.dde import judge_dde
from app.errors import UnknownFormat
from tests.readers.inputs import ROOT, expected, files, needs_inputs, of_type, read, read_file, state_of, types
from tests.readers.process.samples import DBT_MANIFEST, DBT_RESULTS, manifest, node, result, results

RESULTS = expected("dbt/")
RUNNABLE = {"model", "test", "seed", "snapshot", "operation", "analysis"}


@needs_inputs
@pytest.mark.parametrize("name", RESULTS)
def test_the_status_counts_of_every_invocation_agree(name: str) -> None:
    events, totals = read_file(name), RESULTS[name]
    found = types(events)
    assert found["dde.task.created"] == totals["results"]
    if json.loads((ROOT / name).read_text())["args"]["which"] == "generate":
        assert set(found) == {"dde.task.created"}
        return
    status = Counter(totals["status"])
    assert found["dde.gate.passed"] == status["pass"]
    assert found["dde.task.completed"] == status["pass"] + status["success"]
    assert found["dde.task.failed"] == status["error"]


@needs_inputs
@pytest.mark.parametrize("name", files("dbt/**/manifest/**/*.json"))
def test_every_node_that_can_run_is_a_task_with_its_needs(name: str) -> None:
    said = json.loads((ROOT / name).read_text())
    nodes = {**said["nodes"], **said.get("unit_tests", {})}
    needs = {p.task_id: p.depends_on for p in of_type(read_file(name), "dde.task.created")}
    assert needs.keys() == nodes.keys()
    edges = {
        (key, up) for key, one in nodes.items() for up in one.get("depends_on", {}).get("nodes", []) if up in nodes
    }
    assert {(key, up) for key, ups in needs.items() for up in ups} == edges


@needs_inputs
@pytest.mark.parametrize("version", ["1.11", "1.12"])
def test_results_and_manifest_of_a_project_name_the_same_tasks(version: str) -> None:
    base = "dbt/dbt-artifacts-parser"
    ran = read_file(f"{base}/run_results/v6/jaffle_shop/run_results_{version}.json")
    plan = read_file(f"{base}/manifest/v12/jaffle_shop/manifest_{version}.json")
    assert {e.node_id for e in ran} < {e.node_id for e in plan}


@pytest.mark.parametrize("plan_first", [True, False])
def test_results_keep_what_the_manifest_says_of_needs(plan_first: bool) -> None:
    ran, plan = read(results(result("model.shop.report", "success"))), read(DBT_MANIFEST)
    task = state_of([*plan, *ran] if plan_first else [*ran, *plan]).of("Task")["model.shop.report"]
    assert (task.get("status"), task.get("depends_on")) == ("COMPLETED", ["model.shop.orders"])


def test_a_test_that_finds_rows_fails_its_gate_and_the_invocation() -> None:
    events = read(DBT_RESULTS)
    gate = of_type(events, "dde.gate.failed")[0]
    assert (gate.severity, gate.value, gate.message) == ("BLOCKING", 3.0, "3 rows")
    judged = judge_dde(state_of(events), True)
    assert judged.state == "fail"
    assert {reason.code for reason in judged.reasons} == {"gate_failed", "workflow_failed"}


def test_a_warning_blocks_nothing() -> None:
    events = read(results(result("test.shop.a.0123456789", "warn"), result("model.shop.m", "success")))
    judged = judge_dde(state_of(events), True)
    assert judged.state == "pass"
    assert [look.code for look in judged.looks] == ["gate_warns"]


def test_a_test_with_an_error_is_a_task_that_failed() -> None:
    found = types(read(results(result("test.shop.a.0123456789", "error", message="no table"))))
    assert (found["dde.task.failed"], found["dde.gate.failed"], found["dde.workflow.failed"]) == (1, 0, 1)


def test_compiling_says_nothing_of_what_ran_before() -> None:
    failed = read(results(result("model.shop.m", "error", message="boom")))
    compiled = read(results(result("model.shop.m", "success"), which="generate", invocation="i-2"))
    assert judge_dde(state_of([*failed, *compiled]), True).state == "fail"
    assert judge_dde(state_of(compiled), True).state == "pending"


def test_running_and_testing_are_two_workflows_each_with_its_own_sums() -> None:
    ran = read(results(result("model.shop.m", "success"), which="run"))
    tested = read(results(result("test.shop.a.0123456789", "pass"), which="test", invocation="i-2"))
    assert judge_dde(state_of([*ran, *tested]), True).state == "pass"
    assert judge_dde(state_of([*ran, *tested][:-2] + tested[-1:]), True).state != "pass"


def test_an_enforced_contract_is_locked_and_an_exposure_is_a_requirement() -> None:
    events = read(DBT_MANIFEST)
    assert of_type(events, "dde.contract.locked")[0].dependents == ["model.shop.report"]
    contract = state_of(events).of("InterfaceContract")["orders:2"]
    assert (contract.get("state"), contract.get("spec_hash")) == ("DEPRECATED", "abc")
    wanted = of_type(events, "dde.requirement.created")[0]
    assert (wanted.requirement_id, wanted.name, wanted.priority) == ("exposure.shop.board", "Board", "high")
    tasks = {p.task_id: p.requirement_id for p in of_type(events, "dde.task.created")}
    assert tasks["model.shop.report"] == "exposure.shop.board"


def test_a_contract_that_is_not_enforced_promises_nothing() -> None:
    events = read(manifest(node("model.shop.orders", contract={"enforced": False}, version=2)))
    assert set(types(events)) == {"dde.task.created"}


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (b'"nodes":{},"sources":{},"errors":null', "dbt catalog"),
        (b'"results":[],"elapsed_time":1.5', "dbt source freshness"),
    ],
)
def test_what_else_dbt_writes_is_named(keys: bytes, name: str) -> None:
    with pytest.raises(UnknownFormat, match=name):
        read(b'{"metadata":{"dbt_version":"1.11"},' + keys + b"}")
