"""What each stream answers of tasks and lineage, scenarios and contracts, violations and coupling."""

import pytest
from flask.testing import FlaskClient

from app.api.rest import PREFIX
from tests.api.asking import DEBT, GAP, PASSES, get
from tests.api.conftest import Bring
from tests.builders import event


def test_dde_tells_tasks_gates_outputs_and_progress(client: FlaskClient, bring: Bring) -> None:
    bring(
        [
            event("dde.workflow.started", 0, tenant="local", workflow_id="W"),
            event("dde.task.created", 0, tenant="local", task_id="A", kind="INTERFACE", contract_version="v1.0"),
            event("dde.task.created", 0, tenant="local", task_id="B", depends_on=["A"], outputs=["b.py"]),
            event("dde.gate.failed", 3, tenant="local", task_id="B", gate_name="lint", severity="WARNING"),
            event("dde.task.completed", 2, tenant="local", task_id="A"),
            event("dde.task.started", 2, tenant="local", task_id="B"),
        ]
    )
    document = get(client, "dde/graph/i1")
    nodes = {node["id"]: node for node in document["nodes"]}
    assert (document["workflow_id"], document["execution_status"]) == ("W", "RUNNING")
    assert document["progress_percent"] == 50.0
    assert (nodes["Task/A"]["type"], nodes["Task/A"]["contract_locked"]) == ("interface", False)
    assert nodes["Task/B"]["gates"][0]["status"] == "FAILED"
    assert nodes["Task/B"]["times"]["start_time"] == "2026-09-21T14:15:20.000Z"
    assert {"x", "y"} == nodes["Task/B"]["position"].keys()
    edge = next(e for e in document["edges"] if e["type"] == "dependency")
    assert (edge["source"], edge["target"], edge["animated"]) == ("Task/B", "Task/A", True)
    assert "position" not in get(client, "dde/graph/i1", include_positions="false")["nodes"][0]


def test_lineage_joins_maker_and_user_of_an_artifact(client: FlaskClient, bring: Bring) -> None:
    bring(
        [
            event("dde.task.created", 0, tenant="local", task_id="A", kind="INTERFACE", outputs=["a.py"]),
            event("dde.task.created", 0, tenant="local", task_id="B", depends_on=["A"]),
            event("dde.artifact.stamped", 1, tenant="local", task_id="A", name="a.py", sha256="ab"),
        ]
    )
    document = get(client, "dde/graph/i1/lineage")
    assert [(n["id"], n["type"]) for n in document["nodes"]] == [("Task/A", "source"), ("Task/B", "consumer")]
    (flow,) = document["edges"]
    assert (flow["source"], flow["target"], flow["artifact_name"]) == ("Task/A", "Task/B", "a.py")


def test_the_critical_path_names_its_tasks_and_everybody_elses_slack(client: FlaskClient, bring: Bring) -> None:
    bring(
        [
            event("dde.task.created", 0, tenant="local", task_id="A", estimated_effort=30),
            event("dde.task.created", 0, tenant="local", task_id="B", estimated_effort=60, depends_on=["A"]),
            event("dde.task.created", 0, tenant="local", task_id="C", estimated_effort=10, depends_on=["A"]),
        ]
    )
    document = get(client, "dde/graph/i1/critical-path")
    assert (document["task_ids"], document["total_minutes"]) == (["Task/A", "Task/B"], 90)
    assert {t["id"]: t["slack_minutes"] for t in document["tasks"]} == {"Task/A": 0, "Task/B": 0, "Task/C": 50}


def test_scenarios_are_counted_as_people_see_them(golden: FlaskClient) -> None:
    document = get(golden, f"bdv/graph/{GAP}")
    totals = document["totals"]
    assert totals["total"] == len([n for n in document["nodes"] if n["type"] == "scenario"]) == 100
    assert totals["failed"] > 0
    assert totals["passed"] + totals["failed"] + totals["skipped"] + totals["flaky"] + totals["quarantined"] == 100


def test_contracts_tell_expected_and_actual_version(golden: FlaskClient) -> None:
    contracts = {c["contract"]: c for c in get(golden, f"bdv/graph/{PASSES}/contracts")["contracts"]}
    assert all(c["scenarios"] and not c["version_mismatch"] for c in contracts.values())
    payment = contracts["PaymentAPI:2.1"]
    assert (payment["expected"], payment["actual"], payment["locked"]) == ("2.1", "2.1", True)
    assert payment["dde_node"] == "Task/IF.PaymentAPI"


def test_flakes_below_the_rate_are_left_out(golden: FlaskClient) -> None:
    every = get(golden, f"bdv/graph/{PASSES}/flakes")["flakes"]
    some = get(golden, f"bdv/graph/{PASSES}/flakes", min_flake_rate="0.2")["flakes"]
    assert len(some) <= len(every)
    assert all(flake["flake_rate"] >= 0.2 for flake in some)


def test_violations_can_be_narrowed_by_severity(golden: FlaskClient) -> None:
    every = get(golden, f"acc/graph/{DEBT}/violations")["violations"]
    blocking = get(golden, f"acc/graph/{DEBT}/violations", severity="BLOCKING")["violations"]
    assert blocking
    assert blocking == [v for v in every if v["severity"] == "BLOCKING"]


def test_coupling_adds_up_over_all_modules(golden: FlaskClient) -> None:
    graph, modules = get(golden, f"acc/graph/{DEBT}"), get(golden, f"acc/graph/{DEBT}/coupling")["modules"]
    assert sum(m["ca"] for m in modules.values()) == graph["totals"]["dependencies"]
    assert sum(m["ce"] for m in modules.values()) == graph["totals"]["dependencies"]
    assert graph["totals"]["modules"] == len(modules) == 80


def test_a_module_tells_its_hotspot_by_the_formula(golden: FlaskClient) -> None:
    for module in get(golden, f"acc/graph/{DEBT}")["nodes"]:
        known, hot = module["metrics"], module["hotspot"]
        risk = module["complexity"] * (known["ce"] + 1) / (known["ca"] + 1)
        assert hot["risk"] == pytest.approx(risk, abs=1e-3)
        assert hot["band"] == ("high" if risk > 50 else "medium" if risk >= 10 else "low")


@pytest.mark.parametrize("level", ["module", "component"])
def test_the_matrix_is_sparse_and_points_into_its_own_order(golden: FlaskClient, level: str) -> None:
    document = get(golden, f"acc/graph/{DEBT}/dsm", level=level)
    size = len(document["modules"])
    assert document["level"] == level
    assert document["dependencies"]
    assert all(0 <= d["row"] < size and 0 <= d["col"] < size for d in document["dependencies"])


def test_an_unknown_manifest_is_not_found(golden: FlaskClient) -> None:
    assert golden.get(f"{PREFIX}/acc/graph/{DEBT}", query_string={"manifest_name": "none"}).status_code == 404
    assert golden.get(f"{PREFIX}/acc/manifest/none").status_code == 404


def test_a_manifest_lists_its_components_and_rules(golden: FlaskClient) -> None:
    name = get(golden, f"acc/graph/{PASSES}/manifests")["manifests"][0]["manifest_name"]
    document = get(golden, f"acc/manifest/{name}")
    assert document["components"]
    assert document["rules"]
