"""``/metrics`` of the web process: every answer counted, and an address that says when nobody is told anything."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app import api
from app.adapters.prometheus_telemetry import PrometheusTelemetry
from app.desk import Desk
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from tests.builders import event
from tests.telling import Read
from workers.drain import drain


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[FlaskClient]:
    settings = read_settings({"MC_DATA": str(tmp_path)})
    with contextlib.closing(open_desk(settings, "writer", PrometheusTelemetry())) as desk:
        for _ in send(desk.log, encode, [event("dde.task.created", 0, task_id="A", tenant="local")]):
            pass
        drain(desk)
        server = Flask("test")
        api.register(server, desk)
        server.add_url_rule("/streamed", "streamed", lambda: Response(iter(["a", "b"]), mimetype="text/event-stream"))
        yield server.test_client()


def tells(client: FlaskClient) -> Read:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return Read(answer.text)


def test_requests_are_counted_by_route_method_and_status(watched: FlaskClient) -> None:
    for path in ("/api/v1/dde/graph/i1", "/api/v1/dde/graph/i1", "/api/v1/dde/graph/nowhere", "/api/v1/events"):
        watched.get(path)
    found = tells(watched)
    route = "/api/v1/dde/graph/<path:iteration>"
    assert found.of("trimodal_http_requests_total", route=route, status="200") == 2
    assert found.of("trimodal_http_requests_total", route=route, status="404") == 1
    assert found.of("trimodal_http_request_seconds_count", route=route) == 3


def test_addresses_and_methods_that_are_made_up_make_no_series(watched: FlaskClient) -> None:
    for number in range(5):
        watched.open(f"/nowhere/{number}", method=f"ODD{number}")
    found = tells(watched)
    assert found.of("trimodal_http_requests_total", route="none", method="other") == 5
    assert not any("nowhere" in sample.labels.get("route", "") for sample in found.samples)


def test_the_gate_tells_what_it_answered(watched: FlaskClient) -> None:
    status = watched.get("/api/v1/convergence/i1/deployment-gate").json["gate_status"]
    assert tells(watched).of("trimodal_gate_decisions_total", status=status, asked="http") == 1


def test_an_answer_that_is_still_being_sent_is_an_open_stream(watched: FlaskClient) -> None:
    answer = watched.get("/streamed")
    assert tells(watched).of("trimodal_open_streams") == 1
    answer.close()
    assert tells(watched).of("trimodal_open_streams") == 0


def test_what_is_told_of_the_stores_is_of_now(watched: FlaskClient) -> None:
    assert tells(watched).of("trimodal_store_up", port="search") == 1


def test_without_a_watcher_the_address_says_what_to_set(tmp_path: Path) -> None:
    with contextlib.closing(open_desk(read_settings({"MC_DATA": str(tmp_path)}), "reader")) as desk:
        answer = _client(desk).get("/metrics")
        assert answer.status_code == 404
        assert "MC_METRICS" in answer.text


def _client(desk: Desk) -> FlaskClient:
    server = Flask("test")
    api.register(server, desk)
    return server.test_client()
