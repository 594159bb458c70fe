import json

import pytest

from app.domain.verdict.dde import judge_dde
from tests.readers.inputs import expected, needs_inputs, of_type, read, read_file, state_of, types
from tests.readers.process.samples import WFCOMMONS

INSTANCES = expected("wfcommons/")


@needs_inputs
@pytest.mark.parametrize("name", INSTANCES)
def test_tasks_edges_roots_files_and_makespan_agree(name: str) -> None:
    events, found = read_file(name), types(read_file(name))
    needs = [p.depends_on for p in of_type(events, "dde.task.created")]
    begun = next(e for e in events if e.event_type == "dde.workflow.started")
    ended = next(e for e in events if e.event_type == "dde.workflow.completed")
    totals = {
        "tasks": len(needs),
        "edges": sum(map(len, needs)),
        "executed": found["dde.task.completed"],
        "makespan_s": (ended.timestamp - begun.timestamp) / 1000,
        "roots": needs.count([]),
        "files": int(begun.metadata["files"]),
    }
    assert totals == INSTANCES[name]
    made = {p.name for p in of_type(events, "dde.artifact.created")}
    assert len(made) == totals["files"] - int(begun.metadata["input_files"])
    assert judge_dde(state_of(events), True).state == "pass"


def test_tasks_are_placed_after_what_they_need() -> None:
    tasks = state_of(read(WFCOMMONS)).of("Task")
    first, second = tasks["seq/a1"], tasks["seq/b1"]
    assert first.get("end_time") - first.get("start_time") == 10_500
    assert second.get("start_time") == first.get("end_time")
    assert first.get("assigned_agent") == "m1"


def test_a_file_has_its_size() -> None:
    made = of_type(read(WFCOMMONS), "dde.artifact.created")
    assert [(p.task_id, p.name, p.size_bytes) for p in made] == [("seq/a1", "x", 5)]


def test_a_task_that_was_not_executed_leaves_the_workflow_open() -> None:
    said = json.loads(WFCOMMONS)
    said["workflow"]["execution"]["tasks"].pop()
    assert judge_dde(state_of(read(json.dumps(said).encode())), True).state == "pending"


def test_an_instance_of_an_older_schema_says_the_same() -> None:
    task = {"name": "a", "parents": [], "runtimeInSeconds": 4, "machine": "m1"}
    file = {"link": "output", "name": "x", "sizeInBytes": 3}
    later = {"name": "b", "parents": ["a"], "runtimeInSeconds": 2}
    flow = {"makespanInSeconds": 9, "executedAt": "20261123T070000Z", "tasks": [task | {"files": [file]}, later]}
    events = read(json.dumps({"name": "old", "schemaVersion": "1.2", "workflow": flow}).encode())
    assert types(events)["dde.task.completed"] == 2
    assert [p.size_bytes for p in of_type(events, "dde.artifact.created")] == [3]
    assert judge_dde(state_of(events), True).state == "pass"
    assert events[-1].timestamp - events[0].timestamp == 9_000


@pytest.mark.parametrize("number", [-1, 1e300, "long"])
def test_a_ring_and_odd_numbers_do_no_harm(number: object) -> None:
    said = json.loads(WFCOMMONS)
    said["workflow"]["specification"]["tasks"][0]["parents"] = ["b1"]
    assert len(read(json.dumps(said).encode())) > 2
    said["workflow"]["execution"]["makespanInSeconds"] = number
    with pytest.raises(Exception, match="makespanInSeconds"):
        read(json.dumps(said).encode())
