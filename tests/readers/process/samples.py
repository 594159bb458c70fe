"""A small file of each format, with a bit of everything that its reader looks at."""

import json
from typing import Any

RUN = {
    "dag_id": "etl",
    "dag_run_id": "manual__1",
    "state": "failed",
    "start_date": "2026-11-23T07:00:00+00:00",
    "end_date": "2026-11-23T08:00:00+00:00",
    "run_type": "manual",
}


def instance(task: str, state: str | None, **more: Any) -> dict[str, Any]:
    times = {"start_date": "2026-11-23T07:10:00Z", "end_date": "2026-11-23T07:20:00Z"}
    return {"task_id": task, "dag_id": "etl", "map_index": -1, "state": state, "try_number": 1, **times, **more}


def dag(*instances: dict[str, Any], tasks: list[dict[str, Any]] | None = None, **run: Any) -> bytes:
    return json.dumps({"dag_run": RUN | run, "task_instances": list(instances), "tasks": tasks or []}).encode()


AIRFLOW = dag(
    instance("load", "success", try_number=3, queued_when="2026-11-23T07:05:00Z"),
    instance("each", "failed", map_index=0),
    instance("each", "skipped", map_index=1),
    instance("send", "upstream_failed", try_number=0),
    tasks=[{"task_id": "load", "downstream_task_ids": ["each"]}, {"task_id": "each", "trigger_rule": "one_done"}],
)


def result(unique_id: str, status: str, **more: Any) -> dict[str, Any]:
    at = {"started_at": "2026-11-23T07:10:00Z", "completed_at": "2026-11-23T07:11:00Z"}
    return {"unique_id": unique_id, "status": status, "timing": [{"name": "execute", **at}], **more}


def results(*found: dict[str, Any], which: str = "build", invocation: str = "i-1") -> bytes:
    about = {"generated_at": "2026-11-23T07:30:00Z", "invocation_id": invocation, "dbt_version": "1.11.7"}
    return json.dumps(
        {"metadata": about, "results": list(found), "elapsed_time": 99.5, "args": {"which": which}}
    ).encode()


DBT_RESULTS = results(
    result("model.shop.orders", "success", thread_id="Thread-1"),
    result("test.shop.unique_orders.0123456789", "fail", failures=3, message="3 rows"),
    result("model.shop.report", "skipped", timing=[]),
)


def node(unique_id: str, *needs: str, **more: Any) -> dict[str, dict[str, Any]]:
    return {
        unique_id: {"unique_id": unique_id, "name": unique_id.split(".")[2], "depends_on": {"nodes": needs}, **more}
    }


def manifest(nodes: dict[str, Any], **more: Any) -> bytes:
    about = {
        "generated_at": "2026-11-23T07:00:00Z",
        "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
    }
    return json.dumps({"metadata": about, "nodes": nodes, **more}).encode()


ENFORCED = {
    "contract": {"enforced": True, "checksum": "abc"},
    "version": 2,
    "deprecation_date": "2026-01-01T00:00:00Z",
}
DBT_MANIFEST = manifest(
    node("model.shop.orders", "source.shop.raw", **ENFORCED)
    | node("test.shop.unique_orders.0123456789", "model.shop.orders")
    | node("model.shop.report", "model.shop.orders"),
    exposures=node("exposure.shop.board", "model.shop.report", label="Board", maturity="high"),
)


def step(key: str, kind: str, phase: str | None, *children: str, **more: Any) -> dict[str, dict[str, Any]]:
    times = {"startedAt": "2026-11-23T07:10:00Z", "finishedAt": "2026-11-23T07:11:00Z"}
    about = {"id": key, "name": key, "displayName": key, "type": kind, "children": list(children), **times}
    return {key: about | ({"phase": phase} if phase else {}) | more}


def argo(nodes: dict[str, Any], phase: str = "Succeeded", /, **status: Any) -> bytes:
    times = {"startedAt": "2026-11-23T07:00:00Z", "finishedAt": "2026-11-23T08:00:00Z"}
    about = {"name": "flow-x", "generateName": "flow-", "uid": "u-1"}
    said = {"phase": phase, **times, "nodes": nodes, **status}
    return json.dumps(
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": about, "status": said}
    ).encode()


ARGO = argo(
    step("flow-x", "DAG", "Failed", "flow-x.a")
    | step(
        "flow-x.a", "Pod", "Succeeded", "flow-x.b", outputs={"artifacts": [{"name": "out"}, {"name": "main-logs"}]}
    )
    | step("flow-x.b", "Retry", "Failed", "flow-x.b(0)", "flow-x.b(1)", message="no more")
    | step("flow-x.b(0)", "Pod", "Failed", message="one")
    | step("flow-x.b(1)", "Pod", "Failed", "flow-x.c")
    | step("flow-x.c", "Pod", "Omitted", message="depends on b"),
    "Failed",
)


def happened(number: int, kind: str, **said: Any) -> dict[str, Any]:
    name = kind[:1].lower() + kind[1:]
    at = f"2026-11-23T07:{number:02}:00Z"
    return {"eventId": str(number), "eventTime": at, "eventType": kind, f"{name}EventAttributes": said}


def history(*events: dict[str, Any]) -> bytes:
    begun = happened(1, "WorkflowExecutionStarted", workflowType={"name": "Pay"}, originalExecutionRunId="r-1")
    return json.dumps({"events": [begun, *events]}).encode()


TEMPORAL = history(
    happened(2, "ActivityTaskScheduled", activityId="1", activityType={"name": "charge"}),
    happened(3, "ActivityTaskStarted", scheduledEventId="2", attempt=3, lastFailure={"message": "busy"}),
    happened(4, "ActivityTaskTimedOut", scheduledEventId="2", timeoutType="TIMEOUT_TYPE_HEARTBEAT"),
    happened(5, "StartChildWorkflowExecutionInitiated", workflowId="w", workflowType={"name": "Refund"}),
    happened(6, "WorkflowExecutionFailed", failure={"message": "no money"}),
)

WFCOMMONS = json.dumps(
    {
        "name": "seq",
        "createdAt": "2026-11-23T07:00:00Z",
        "schemaVersion": "1.5",
        "workflow": {
            "specification": {
                "tasks": [
                    {"name": "a", "id": "a1", "parents": [], "children": ["b1"], "outputFiles": ["x"]},
                    {"name": "b", "id": "b1", "parents": ["a1"], "children": [], "inputFiles": ["x", "in"]},
                ],
                "files": [{"id": "x", "sizeInBytes": 5}, {"id": "in", "sizeInBytes": 7}],
            },
            "execution": {
                "makespanInSeconds": 60,
                "executedAt": "11-23-26T07:00:00Z",
                "tasks": [
                    {"id": "a1", "runtimeInSeconds": 10.5, "machines": ["m1"]},
                    {"id": "b1", "runtimeInSeconds": 20},
                ],
            },
        },
    }
).encode()

SAMPLES = {
    "airflow-dag-run": AIRFLOW,
    "dbt-run-results": DBT_RESULTS,
    "dbt-manifest": DBT_MANIFEST,
    "argo-workflow": ARGO,
    "temporal-history": TEMPORAL,
    "wfcommons": WFCOMMONS,
}
