"""POST /api/v1/events takes one event, a batch or JSON lines, and answers for each item."""

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.api import events
from app.desk import Desk
from app.domain.events import STREAMS
from app.wire.avro import decode
from tests.builders import T0

URL = "/api/v1/events"


def task(name: str = "A", **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"task-{name}",
        "event_type": "dde.task.created",
        "timestamp": T0,
        "tenant_id": "t",
        "iteration_id": "i1",
        "node_id": name,
        "payload": {"task_id": name},
        **more,
    }


def on_log(desk: Desk) -> list[str]:
    return [decode(record.value).event_id for record in desk.log.read(STREAMS, {}, 100)]


def test_one_event_is_taken_in(client: FlaskClient, desk: Desk) -> None:
    answer = client.post(URL, json=task())
    assert answer.status_code == 202
    assert answer.json == {
        "accepted": 1,
        "rejected": 0,
        "items": [{"index": 0, "status": "accepted", "event_id": "task-A", "reason": ""}],
    }
    assert on_log(desk) == ["task-A"]


def test_nothing_is_written_but_the_log(client: FlaskClient, desk: Desk) -> None:
    client.post(URL, json=task())
    assert desk.graph.scopes() == []


def test_a_batch_is_answered_item_by_item(client: FlaskClient, desk: Desk) -> None:
    answer = client.post(URL, json=[task("A"), task("B", timestamp="yesterday"), task("A"), 7, task("C")])
    assert answer.status_code == 202
    statuses = [item["status"] for item in answer.json["items"]]
    assert statuses == ["accepted", "rejected", "duplicate", "rejected", "accepted"]
    assert "timestamp" in answer.json["items"][1]["reason"]
    assert on_log(desk) == ["task-A", "task-C"]


@pytest.mark.parametrize("media_type", events.LINES)
def test_json_lines_are_a_batch(client: FlaskClient, desk: Desk, media_type: str) -> None:
    body = f"{json.dumps(task('A'))}\n\n{json.dumps(task('B'))}\n"
    answer = client.post(URL, data=body, content_type=media_type)
    assert (answer.status_code, answer.json["accepted"]) == (202, 2)
    assert on_log(desk) == ["task-A", "task-B"]


def test_when_nothing_can_be_taken_in_the_answer_is_a_problem(client: FlaskClient) -> None:
    answer = client.post(URL, json=task(event_type="dde.task.invented"))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert "dde.task.invented" in answer.json["detail"]
    assert answer.json["items"][0]["status"] == "rejected"


def test_what_is_concluded_here_cannot_be_posted(client: FlaskClient, desk: Desk) -> None:
    verdict = {
        "previous_verdict": "pending",
        "current_verdict": "all_pass",
        "can_deploy": True,
        "dde": "pass",
        "bdv": "pass",
        "acc": "pass",
    }
    answer = client.post(URL, json=task(event_type="convergence.verdict.changed", payload=verdict))
    assert answer.status_code == 422
    assert "concluded here" in answer.json["detail"]
    assert desk.log.ends(("convergence",)) == {}


@pytest.mark.parametrize(
    ("body", "found"),
    [(b"", "no event"), (b"[]", "no event"), (b"[1,", "not a JSON list"), (b"[" * 100_000, "not a JSON list")],
)
def test_a_body_without_events_is_a_bad_request(client: FlaskClient, body: bytes, found: str) -> None:
    answer = client.post(URL, data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert found in answer.json["detail"]


def test_a_body_that_is_no_json_is_rejected(client: FlaskClient) -> None:
    answer = client.post(URL, data=b'{"a": ' * 5_000, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_other_media_types_are_refused_by_name(client: FlaskClient, media_type: str) -> None:
    answer = client.post(URL, data=b"{}", content_type=media_type)
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")
    assert "application/json" in answer.json["detail"]


def test_a_packed_body_is_refused(client: FlaskClient) -> None:
    packed = gzip.compress(json.dumps(task()).encode())
    answer = client.post(URL, data=packed, content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_a_body_beyond_measure_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MAX_BYTES", 100)
    answer = client.post(URL, json=[task()] * 10)
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_too_many_events_at_once_are_refused(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MAX_ITEMS", 2)
    answer = client.post(URL, json=[task("A"), task("B"), task("C")])
    assert answer.status_code == 413
    assert "at most 2" in answer.json["detail"]
    assert on_log(desk) == []
