import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from app.domain.verdict.dde import judge_dde
from app.errors import BadFile, UnknownFormat
from tests.readers.inputs import (
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

AIRFLOW = expected("openlineage/airflow")
STEPS = {"started": "START", "completed": "COMPLETE", "failed": "FAIL", "running": "RUNNING"}
RUN = "01a2008d-7400-7c70-865a-0433d84576f3"


def event(
    kind: str = "COMPLETE", job: str = "load", time: str = "2026-09-21T10:00:00Z", **said: Any
) -> dict[str, Any]:
    run = {"runId": said.pop("run", RUN), "facets": said.pop("facets", {})}
    return {"eventType": kind, "eventTime": time, "run": run, "job": {"namespace": "ns", "name": job}, **said}


def lines(*events: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps(one).encode() for one in events)


def data(*names: str) -> list[dict[str, str]]:
    return [{"namespace": "db", "name": name} for name in names]


@needs_inputs
@pytest.mark.parametrize("name", AIRFLOW)
def test_events_runs_and_sequences_of_airflow_agree(name: str) -> None:
    runs: dict[str, list[str]] = defaultdict(list)
    for found in read_file(name):
        _, thing, step = found.event_type.split(".")
        if thing in ("workflow", "task") and step in STEPS:
            runs[found.correlation_id].append(STEPS[step])
    sequences = Counter("+".join(steps) for steps in runs.values())
    assert {"events": sum(map(len, runs.values())), "runs": len(runs), "sequences": sequences} == AIRFLOW[name]


@needs_inputs
@pytest.mark.parametrize("name", files("openlineage/OpenLineage/proxy/fluentd/events/event_invalid*"))
def test_an_event_that_breaks_a_schema_is_refused_with_its_path(name: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_file(name)
    assert refused.value.place.startswith("$.")


@needs_inputs
@pytest.mark.parametrize("name", files("openlineage/OpenLineage/spec/tests/*Facet/*.json"))
def test_a_facet_on_its_own_is_no_event(name: str) -> None:
    with pytest.raises(UnknownFormat, match="OpenLineage facet"):
        read_file(name)


@needs_inputs
def test_events_of_marquez_are_read_or_refused_for_their_time() -> None:
    folder = ROOT / "openlineage/marquez/api/src/test/resources/open_lineage"
    refused = []
    for file in sorted(folder.rglob("*.json")):
        try:
            assert types(read(file.read_bytes()))
        except BadFile as flaw:
            refused.append((file.name, flaw.place))
    assert refused == [("event_required_no_timezone.json", "$ eventTime")]


def test_nanoseconds_are_cut_to_milliseconds() -> None:
    assert read(lines(event(time="2026-09-21T10:00:00.123456789Z")))[0].timestamp % 1000 == 123


def test_a_life_of_a_task() -> None:
    facets = {"errorMessage": {"message": "disk full", "programmingLanguage": "SQL"}}
    events = read(lines(event("START"), event("RUNNING"), event("FAIL", facets=facets)))
    assert [e.event_type for e in events] == [
        "dde.task.created",
        "dde.task.started",
        "dde.task.running",
        "dde.task.failed",
    ]
    assert of_type(events, "dde.task.failed")[0].error == "disk full"
    assert events[-1].error and events[-1].error.code == "FAIL"
    assert state_of(events).of("Task")["ns/load"].get("error_message") == "disk full"


def test_a_further_run_is_a_further_attempt() -> None:
    other = RUN.replace("01a2", "01a3")
    events = read(lines(event("START"), event("ABORT"), event("START", run=other), event("COMPLETE", run=other)))
    assert [p.attempt for p in of_type(events, "dde.task.started", "dde.task.completed")] == [1, 2, 2]
    assert of_type(events, "dde.task.failed")[0].error == "aborted"


def test_a_run_without_end_stays_running() -> None:
    assert state_of(read(lines(event("START")))).of("Task")["ns/load"].get("status") == "RUNNING"


def test_who_reads_depends_on_who_writes_in_whatever_order_they_are_told() -> None:
    reader = event("START", "report", inputs=data("orders"), run=RUN.replace("01", "02"))
    writer = event("COMPLETE", "load", outputs=data("orders"))
    events = read(lines(reader, writer))
    assert {p.task_id: p.depends_on for p in of_type(events, "dde.task.created")} == {
        "ns/report": ["ns/load"],
        "ns/load": [],
    }
    assert [p.name for p in of_type(events, "dde.artifact.created")] == ["db:orders"]


def test_a_job_named_as_parent_is_a_workflow_that_sums_up_its_tasks() -> None:
    parent = {"parent": {"run": {"runId": RUN}, "job": {"namespace": "ns", "name": "nightly"}}}
    task = RUN.replace("01", "02")
    told = (
        event("START", "nightly"),
        event("START", run=task, facets=parent),
        event("COMPLETE", run=task, facets=parent, outputs=data("orders")),
        event("COMPLETE", "nightly"),
    )
    events = read(lines(*told))
    assert types(events)["dde.workflow.completed"] == 1
    assert judge_dde(state_of(events), True).state == "pass"
    lost = [e for e in events if e.event_type != "dde.artifact.created"]
    assert judge_dde(state_of(lost), True).state == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(event(), indent=1).encode(),
        json.dumps([event(), event("OTHER")]).encode(),
        lines(event(), event("OTHER")) + b"\n\n",
        b"\xef\xbb\xbf" + lines(event()),
        json.dumps(event()).encode("utf-16"),
    ],
)
def test_one_object_an_array_and_lines_are_read_alike(text: bytes) -> None:
    assert [e.event_type for e in read(text)] == ["dde.task.created", "dde.task.completed"]


def test_a_file_that_grew_brings_only_what_is_new() -> None:
    before = {e.key for e in read(lines(event("START")))}
    after = {e.key for e in read(lines(event("START"), event("COMPLETE")))}
    assert before < after
    assert len(after - before) == 1


def test_a_dataset_nobody_writes_is_known_all_the_same() -> None:
    alone = {"eventTime": "2026-09-21T10:00:00Z", "dataset": data("orders")[0], "producer": "x"}
    assert of_type(read(lines(alone)), "dde.artifact.created")[0].task_id == "unknown producer"


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"eventTime": "2026-09-21T10:00:00"}, "line 2 eventTime"),
        ({"eventTime": "2300-01-01T00:00:00Z"}, "line 2 eventTime"),
        ({"eventType": "FINISH"}, "line 2 $.eventType"),
        ({"run": {"runId": "seven"}}, "line 2 $.run.runId"),
        ({"job": None}, "line 2 job"),
    ],
)
def test_a_bad_event_is_refused_with_its_line(broken: dict[str, Any], place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(lines(event(), event() | broken))
    assert refused.value.place == place
