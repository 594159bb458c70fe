import base64
import gzip
import json

import pytest
import yaml

from app.domain.verdict.dde import judge_dde
from app.errors import BadFile
from tests.readers.inputs import ROOT, expected, files, needs_inputs, of_type, read, read_file, state_of, types
from tests.readers.process.samples import ARGO, argo, step

RUNS = expected("argo/")


@needs_inputs
@pytest.mark.parametrize("name", RUNS)
def test_nodes_by_type_and_phase_agree(name: str) -> None:
    totals, events = RUNS[name], read_file(name)
    said = dict(events[0].metadata)
    assert (said.pop("phase"), int(said.pop("nodes"))) == (totals["phase"], totals["nodes"])
    del said["run"]
    assert {kind: int(count) for kind, count in said.items()} == totals["by_type_phase"]
    groups = ("Steps", "StepGroup", "DAG")
    whole = sum(count for kind, count in totals["by_type_phase"].items() if not kind.startswith(groups))
    retries = sum(count for kind, count in totals["by_type_phase"].items() if kind.startswith("Retry"))
    assert types(events)["dde.task.created"] == whole - retries  # each of the Retry nodes here has one try
    assert judge_dde(state_of(events), True).state == "pass"


@needs_inputs
@pytest.mark.parametrize("name", files("argo/**/*.yaml"))
def test_workflows_in_yaml_are_read_with_every_try(name: str) -> None:
    """Counted from the file by another YAML loader: each Pod in them is a try at a Retry node."""
    nodes = yaml.safe_load((ROOT / name).read_text())["status"]["nodes"].values()
    retries = [one for one in nodes if one["type"] == "Retry"]
    tries = [one for one in nodes if one["type"] == "Pod"]
    found = types(read_file(name))
    assert found["dde.task.created"] == len(retries)
    assert found["dde.task.retry_initiated"] == len(tries) - len(retries)


def test_tries_are_one_task_and_what_follows_needs_it() -> None:
    events = read(ARGO)
    assert {p.task_id: p.depends_on for p in of_type(events, "dde.task.created")} == {
        "flow/a": [],
        "flow/b": ["flow/a"],
        "flow/c": ["flow/b"],
    }
    tasks = state_of(events).of("Task")
    assert {key: task.get("status") for key, task in tasks.items()} == {
        "flow/a": "COMPLETED",
        "flow/b": "FAILED",
        "flow/c": "SKIPPED",
    }
    assert [p.name for p in of_type(events, "dde.artifact.created")] == ["out"]


def test_json_yaml_packed_nodes_and_a_list_tell_the_same() -> None:
    said = json.loads(ARGO)
    packed = json.loads(ARGO)
    nodes = packed["status"].pop("nodes")
    packed["status"]["compressedNodes"] = base64.b64encode(gzip.compress(json.dumps(nodes).encode())).decode()
    forms = [yaml.safe_dump(said).encode(), json.dumps(packed).encode()]
    forms.append(json.dumps({"apiVersion": "v1", "kind": "List", "items": [said]}).encode())
    forms.append(yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": [said]}).encode())
    for form in forms:
        assert [e.key for e in read(form)] == [e.key for e in read(ARGO)]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"nodes": None, "offloadNodeStatusVersion": "fnv:1"}, "$.status.offloadNodeStatusVersion"),
        ({"nodes": None, "compressedNodes": "%%"}, "$.status.compressedNodes"),
        ({"nodes": None, "compressedNodes": "AAAA"}, "$.status.compressedNodes"),
        ({"startedAt": "soon"}, "$.status.startedAt"),
    ],
)
def test_nodes_that_are_not_there_are_said_to_be_elsewhere(said: dict[str, str], place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(argo({}, **said))
    assert refused.value.place == place


def test_packed_nodes_beyond_measure_are_refused() -> None:
    bomb = base64.b64encode(gzip.compress(b" " * (65 << 20))).decode()
    with pytest.raises(BadFile, match="64 MiB"):
        read(argo({}, nodes=None, compressedNodes=bomb))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: &a {}\nstatus: *a\n", "aliases"),
        (b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nstatus: {\n", "broken YAML"),
        (b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nstatus: " + b"[" * 300, "deeply"),
        (b"kind: Workflow\napiVersion: argoproj.io/v1alpha1\nspec: {}\n", "did not run"),
        (b'{"apiVersion":"argoproj.io/v1alpha1","kind":"CronWorkflow","status":{}}', "CronWorkflow"),
        (b'{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{}}', "did not run"),
    ],
)
def test_what_is_no_workflow_that_ran_is_refused(text: bytes, found: str) -> None:
    with pytest.raises(BadFile, match=found):
        read(text)


def test_the_same_workflow_submitted_again_takes_the_place_of_the_last() -> None:
    again = json.loads(argo(step("flow-x.a", "Pod", "Succeeded"), startedAt="2026-11-24T07:00:00Z"))
    again["metadata"]["uid"] = "u-2"
    again["status"]["finishedAt"] = "2026-11-24T08:00:00Z"
    for times in again["status"]["nodes"].values():
        times |= {"startedAt": "2026-11-24T07:10:00Z", "finishedAt": "2026-11-24T07:20:00Z"}
    assert judge_dde(state_of(read(ARGO)), True).state == "fail"
    assert judge_dde(state_of([*read(ARGO), *read(json.dumps(again).encode())]), True).state == "pass"
