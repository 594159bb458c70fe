"""Spans become task runs, and no span hides another's failure."""

import json
from typing import Any

import pytest

from app.domain.labels import TASK, WORKFLOW
from app.errors import BadFile
from tests.builders import T0
from tests.readers.inputs import read, state_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def span(number: int, name: str, start_s: float, end_s: float, /, parent: int = 1, **more: Any) -> dict[str, Any]:
    """A span in OTLP's JSON form, so many seconds into the history."""
    attributes = [{"key": k, "value": {"stringValue": v}} for k, v in more.pop("attributes", {}).items()]
    return {
        "traceId": TRACE,
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "startTimeUnixNano": str(round((T0 + start_s * 1000) * 1_000_000)),
        "endTimeUnixNano": str(round((T0 + end_s * 1000) * 1_000_000)) if end_s else "0",
        "attributes": attributes,
        **more,
    }


def traces(*spans: dict[str, Any], service: str = "pipeline") -> bytes:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": list(spans)}]}]}).encode()


ROOT = span(1, "run", 0, 60, parent=0)
BUILD = span(2, "build", 1, 20, attributes={"cicd.pipeline.task.name": "build"})
FAILING = span(3, "test", 21, 50, status={"code": 2, "message": "2 tests failed"})


def tasks(data: bytes) -> dict[str, str]:
    return {key: node.get("status") for key, node in state_of(read(data)).of(TASK).items()}


def test_a_trace_is_a_workflow_and_its_spans_are_tasks() -> None:
    found = state_of(read(traces(ROOT, BUILD, FAILING)))
    assert {key: node.get("status") for key, node in found.of(TASK).items()} == {
        "run [00000001]": "COMPLETED",
        "build": "COMPLETED",
        "test [00000003]": "FAILED",
    }
    assert found.of(TASK)["test [00000003]"].get("error_message") == "2 tests failed"
    assert found.of(WORKFLOW)["pipeline"].get("status") == "COMPLETED"


def test_the_events_keep_trace_and_span() -> None:
    for event in read(traces(ROOT, BUILD)):
        assert event.trace_id == TRACE
        assert event.traceparent == f"00-{TRACE}-{event.span_id}-01"


def test_of_two_spans_with_one_name_neither_hides_the_others_failure() -> None:
    passing = span(4, "test", 21, 55)
    assert tasks(traces(ROOT, FAILING, passing))["test [00000003]"] == "FAILED"


def test_a_later_span_of_a_named_task_is_its_next_attempt() -> None:
    named = {"mission_control.task": "flaky"}
    first = span(5, "attempt", 2, 3, attributes=named, status={"code": "STATUS_CODE_ERROR"})
    second = span(6, "attempt", 4, 5, attributes=named)
    assert tasks(traces(ROOT, second, first))["flaky"] == "COMPLETED"


def test_calls_to_others_are_no_tasks_of_their_own() -> None:
    call = span(7, "GET /", 5, 6, kind=3)
    assert len(tasks(traces(ROOT, call))) == 1


def test_a_span_that_has_not_ended_is_running_and_one_that_was_skipped_says_so() -> None:
    skipped = span(9, "deploy", 7, 8, attributes={"cicd.pipeline.task.run.result": "skip"})
    found = tasks(traces(span(8, "lint", 5, 0), skipped))
    assert found == {"lint [00000008]": "RUNNING", "deploy [00000009]": "SKIPPED"}


def test_an_exception_is_the_error_where_the_status_says_nothing() -> None:
    told = {"name": "exception", "attributes": []}
    for name, text in (("exception.type", "ValueError"), ("exception.message", "no such file")):
        told["attributes"].append({"key": name, "value": {"stringValue": text}})  # type: ignore[attr-defined]
    broken = span(10, "parse", 1, 2, status={"code": 2}, events=[told])
    found = state_of(read(traces(ROOT, broken)))
    assert found.of(TASK)["parse [0000000a]"].get("error_message") == "ValueError: no such file"


def test_a_file_sums_up_its_workflow() -> None:
    (done,) = [e for e in read(traces(ROOT, BUILD, FAILING)) if e.event_type == "dde.workflow.completed"]
    counts = done.payload.counts  # type: ignore[attr-defined]
    assert counts == {"tasks": 3, "gates": 0, "completed": 2, "failed": 1, "skipped": 0}


def test_one_document_a_line_is_the_same_as_one_document() -> None:
    whole = read(traces(ROOT, BUILD, FAILING))
    by_line = read(b"\n".join(traces(one) for one in (ROOT, BUILD, FAILING)))
    assert {e.event_id for e in by_line} == {e.event_id for e in whole}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"traceId": "0" * 32}, "the trace id has to be 32 hex digits"),
        ({"spanId": "xyz"}, "the span id has to be 16 hex digits"),
        ({"startTimeUnixNano": "0"}, "has no time"),
        ({"startTimeUnixNano": "7"}, "outside 1970-01-02"),
        ({"name": 7}, "Expected str, got int"),
    ],
)
def test_an_impossible_span_is_refused_with_its_place(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(traces(ROOT, {**BUILD, **change}))
    assert reason in refused.value.reason
    assert "spans[1]" in refused.value.place or "spans[...]" in refused.value.place
