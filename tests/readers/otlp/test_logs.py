"""Log records keep their words, their times and their traces."""

import json
from typing import Any

import pytest

from app.domain.logged import leads_to, logged
from app.domain.payloads.dde import LogRecorded
from app.errors import BadFile
from app.use_cases.documents import documents_of
from tests.builders import T0
from tests.readers.inputs import read

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def record(body: str, second: float = 0, **more: Any) -> dict[str, Any]:
    at = str(round((T0 + second * 1000) * 1_000_000))
    told = {"timeUnixNano": at, "severityNumber": 17, "traceId": TRACE, "spanId": SPAN}
    return {**told, "body": {"stringValue": body}, **more}


def logs(*records: dict[str, Any]) -> bytes:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]}
    scope = {"scope": {"name": "shop.orders"}, "logRecords": list(records)}
    return json.dumps({"resourceLogs": [{"resource": resource, "scopeLogs": [scope]}]}).encode()


def payloads(data: bytes) -> list[LogRecorded]:
    return [event.payload for event in read(data) if isinstance(event.payload, LogRecorded)]


def test_records_of_one_span_are_one_event_with_their_lines() -> None:
    (found,) = payloads(logs(record("first"), record("second", 1.5)))
    assert [(line.at - T0, line.body, line.severity, line.logger) for line in found.lines] == [
        (0, "first", "ERROR", "shop.orders"),
        (1500, "second", "ERROR", "shop.orders"),
    ]


def test_the_task_is_the_one_that_the_record_names() -> None:
    named = [{"key": "cicd.pipeline.task.name", "value": {"stringValue": "build"}}]
    first, second = payloads(logs(record("a"), record("b", attributes=named)))
    assert (first.task_id, second.task_id) == ("", "build")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"intValue": "7"}, "7"),
        ({"boolValue": True}, "true"),
        ({"arrayValue": {"values": [{"stringValue": "x"}, {"intValue": 2}]}}, '["x",2]'),
        ({"kvlistValue": {"values": [{"key": "k", "value": {"doubleValue": 0.5}}]}}, '{"k":0.5}'),
        ({"bytesValue": "AAEC"}, "3 bytes"),
        (None, ""),
    ],
)
def test_a_body_of_any_kind_becomes_text(value: Any, text: str) -> None:
    (found,) = payloads(logs({**record(""), "body": value}))
    assert found.lines[0].body == text


def test_a_line_is_found_by_its_words_and_by_its_trace() -> None:
    (event,) = read(logs(record("payment declined")))
    (document,) = documents_of(event)
    assert document.kind == "Log"
    assert document.severity == "ERROR"
    assert {"payment", "declined", "shop.orders", TRACE, SPAN} <= set(document.body.split())


def test_the_same_line_sent_in_another_batch_is_the_same_document() -> None:
    alone, together = read(logs(record("a"))), read(logs(record("a"), record("b", 1)))
    assert documents_of(alone[0])[0].uid in {d.uid for d in documents_of(together[0])}


@pytest.mark.parametrize("task", ["", "build", "a/b"])
def test_a_line_tells_its_trace_and_leads_to_its_task(task: str) -> None:
    named = [{"key": "cicd.pipeline.task.name", "value": {"stringValue": task}}] if task else []
    (event,) = read(logs(record("payment declined", attributes=named)))
    (document,) = documents_of(event)
    assert logged(document.uid) == (task, TRACE, SPAN)
    assert leads_to(document.uid) == ("Task", task)
    assert logged("Task/build") is None


def test_a_record_without_a_time_is_refused_with_its_place() -> None:
    with pytest.raises(BadFile) as refused:
        read(logs(record("a"), {**record("b"), "timeUnixNano": "0"}))
    assert refused.value.place.endswith("logRecords[1]")
