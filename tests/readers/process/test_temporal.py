"""EXPECTED.json counts events and names the last; activities are counted here, from the event types of the file."""

import json

import pytest

from app.domain.verdict.dde import judge_dde
from app.errors import BadFile
from tests.readers.inputs import ROOT, expected, needs_inputs, of_type, read, read_file, state_of, types
from tests.readers.process.samples import TEMPORAL, happened, history

HISTORIES = expected("temporal/")


def spelled(kind: str) -> str:
    return kind.removeprefix("EVENT_TYPE_").replace("_", "").lower()


@needs_inputs
@pytest.mark.parametrize("name", HISTORIES)
def test_events_and_activities_of_every_history_agree(name: str) -> None:
    events, totals = read_file(name), HISTORIES[name]
    kinds = [spelled(one["eventType"]) for one in json.loads((ROOT / name).read_text())["events"]]
    assert int(events[0].metadata["events"]) == totals["events"]
    assert spelled(events[0].metadata["last"]) == spelled(totals["last"])
    found = types(events)
    assert found["dde.task.created"] == kinds.count("activitytaskscheduled")
    assert found["dde.task.started"] == kinds.count("activitytaskstarted")
    assert found["dde.task.completed"] == kinds.count("activitytaskcompleted")
    assert found["dde.workflow.completed"] == kinds.count("workflowexecutioncompleted")
    assert found["dde.workflow.failed"] == kinds.count("workflowexecutioncanceled")


def test_both_spellings_tell_the_same() -> None:
    said = json.loads(TEMPORAL)
    for one in said["events"]:
        kind = one["eventType"]
        one["eventType"] = "EVENT_TYPE" + "".join(f"_{c}" if c.isupper() else c.upper() for c in kind)
    assert [e.key for e in read(json.dumps(said).encode())] == [e.key for e in read(TEMPORAL)]


def test_tries_time_outs_and_what_nobody_waited_for() -> None:
    events = read(TEMPORAL)
    assert [p.error for p in of_type(events, "dde.task.retry_initiated")] == ["busy", "busy"]
    failed = of_type(events, "dde.task.failed")[0]
    assert (failed.error, failed.attempts) == ("timed out: TIMEOUT_TYPE_HEARTBEAT", 3)
    skipped = of_type(events, "dde.task.skipped")[0]
    assert (skipped.task_id, skipped.condition) == ("Pay/Refund#w", "the workflow ended without waiting for it")
    assert of_type(events, "dde.workflow.failed")[0].error == "no money"
    assert judge_dde(state_of(events), True).state == "fail"


@pytest.mark.parametrize("end", ["Terminated", "TimedOut", "Canceled"])
def test_an_end_that_is_no_success_is_a_failure(end: str) -> None:
    assert types(read(history(happened(2, f"WorkflowExecution{end}"))))["dde.workflow.failed"] == 1


def test_one_that_goes_on_elsewhere_stays_open() -> None:
    found = read(history(happened(2, "WorkflowExecutionContinuedAsNew")))
    assert set(types(found)) == {"dde.workflow.started"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b'{"events":[{"eventId":"1","eventType":"TimerFired"}]}', "$.events[0]"),
        (json.dumps({"events": [happened(1, "TimerStarted")]}).encode(), "$.events[0]"),
        (history(happened(2, "TimerFired") | {"eventTime": "now"}), "$.events[1].eventTime"),
        (
            history(happened(2, "ActivityTaskStarted", attempt="many")),
            "$.events[1].activityTaskStartedEventAttributes.attempt",
        ),
    ],
)
def test_a_bad_event_is_refused_with_its_path(text: bytes, place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(text)
    assert refused.value.place == place


def test_numbers_may_be_text() -> None:
    said = TEMPORAL.replace(b'"attempt": 3', b'"attempt": "3"')
    assert said != TEMPORAL
    assert [e.key for e in read(said)] == [e.key for e in read(TEMPORAL)]
