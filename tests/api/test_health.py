"""Alive is not ready: ready means that log and graph answer and the first data is in."""

import dataclasses
import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.desk import Desk
from app.errors import StoreUnavailable
from app.seeding import Seeding
from app.use_cases.health import ESSENTIAL, PATIENCE_S, PORTS
from tests.api.conftest import Bring, served
from tests.builders import event


class Broken:
    """A store that does not answer."""

    def ping(self) -> None:
        raise StoreUnavailable("the disk is gone")


class Hanging:
    """A store that takes its time."""

    def ping(self) -> None:
        threading.Event().wait(PATIENCE_S * 3)

    def advice(self) -> str:
        return ""


@pytest.fixture
def sick(desk: Desk) -> Iterator[FlaskClient]:
    """A server whose search does not answer."""
    yield served(dataclasses.replace(desk, search=Broken()))  # type: ignore[arg-type]


def test_a_process_that_answers_is_alive_whatever_its_stores_do(sick: FlaskClient) -> None:
    answer = sick.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_is_told_port_by_port(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert list(answer.json["ports"]) == list(PORTS)
    assert all(port["answers"] and 0 <= port["ms"] < 2_000 for port in answer.json["ports"].values())
    assert {name for name, port in answer.json["ports"].items() if port["essential"]} == set(ESSENTIAL)
    assert (answer.json["status"], answer.json["lag"]) == ("ready", 0)


@pytest.mark.parametrize("name", sorted(PORTS))
def test_a_port_that_does_not_answer_is_named_and_only_log_and_graph_decide(desk: Desk, name: str) -> None:
    answer = served(dataclasses.replace(desk, **{name: Broken()})).get("/readyz")  # type: ignore[arg-type]
    document = answer.json
    stands = ("not ready", 503) if name in ESSENTIAL else ("degraded", 200)
    assert (document["status"], answer.status_code) == stands
    away = document["ports"].pop(name)
    assert (away["answers"], away["reason"]) == (False, "the disk is gone")
    assert away["without"]
    assert all(port["answers"] for port in document["ports"].values())


def test_a_port_that_hangs_keeps_nobody_waiting(desk: Desk) -> None:
    began = time.monotonic()
    answer = served(dataclasses.replace(desk, search=Hanging())).get("/readyz")  # type: ignore[arg-type]
    assert time.monotonic() - began < 2 * PATIENCE_S
    assert answer.json["status"] == "degraded"
    assert "no answer within" in answer.json["ports"]["search"]["reason"]


def test_pages_that_need_no_search_go_on_without_it(sick: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, task_id="A", tenant="local")])
    assert sick.get("/api/v1/dde/graph/i1").status_code == 200


@pytest.mark.parametrize(("state", "status"), [("waiting", 503), ("running", 503), ("failed", 503), ("done", 200)])
def test_it_is_not_ready_before_the_first_data_is_in(desk: Desk, state: str, status: int) -> None:
    filling = dataclasses.replace(desk, seeding=lambda: Seeding(state, "golden", 3, 9))
    answer = served(filling).get("/readyz")
    assert answer.status_code == status
    assert answer.json["seeding"] == {"state": state, "step": "golden", "done": 3, "total": 9}


def test_who_only_looks_at_the_stores_gets_the_same_document_without_an_error(desk: Desk) -> None:
    filling = served(dataclasses.replace(desk, seeding=lambda: Seeding("running", "golden", 3, 9), search=Broken()))  # type: ignore[arg-type]
    looked, asked = filling.get("/api/v1/stores"), filling.get("/readyz")
    assert (looked.status_code, asked.status_code) == (200, 503)
    told = [{name: port["answers"] for name, port in one.json["ports"].items()} for one in (looked, asked)]
    assert told[0] == told[1]
    assert looked.json["seeding"] == asked.json["seeding"]
    assert looked.json["status"] == "not ready"


def test_status_names_every_iteration_and_how_far_the_worker_is(client: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, task_id="A")])
    document = client.get("/api/v1/status").json
    assert document["lag"] == 0
    assert document["scopes"][0]["iteration"] == "i1"
    assert document["positions"] == document["ends"]


def test_health_is_never_kept_by_anybody_in_between(client: FlaskClient) -> None:
    assert all(client.get(path).headers["Cache-Control"] == "no-store" for path in ("/healthz", "/readyz"))


def test_an_index_of_a_form_of_before_answers_and_says_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.search, "advice", lambda: "it is of a form of before")
    told = served(desk).get("/readyz").json["ports"]["search"]
    assert told["answers"]
    assert "rebuild search" in told["advice"]
