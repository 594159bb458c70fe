"""Alive is not ready: ready means that every port answers and the first data is in."""

import dataclasses
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.desk import Desk
from app.errors import StoreUnavailable
from app.seeding import Seeding
from app.use_cases.health import PORTS
from tests.api.conftest import Bring, served
from tests.builders import event


class Broken:
    """A store that does not answer."""

    def ping(self) -> None:
        raise StoreUnavailable("the disk is gone")


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
    assert answer.json["ports"] == dict.fromkeys(PORTS, "ok")
    assert (answer.json["status"], answer.json["lag"]) == ("ready", 0)


def test_one_port_that_does_not_answer_is_named(sick: FlaskClient) -> None:
    answer = sick.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["ports"]["search"] == "the disk is gone"
    assert answer.json["ports"]["graph"] == "ok"


@pytest.mark.parametrize(("state", "status"), [("waiting", 503), ("running", 503), ("failed", 503), ("done", 200)])
def test_it_is_not_ready_before_the_first_data_is_in(desk: Desk, state: str, status: int) -> None:
    filling = dataclasses.replace(desk, seeding=lambda: Seeding(state, "golden", 3, 9))
    answer = served(filling).get("/readyz")
    assert answer.status_code == status
    assert answer.json["seeding"] == {"state": state, "step": "golden", "done": 3, "total": 9}


def test_status_names_every_iteration_and_how_far_the_worker_is(client: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, task_id="A")])
    document = client.get("/api/v1/status").json
    assert document["lag"] == 0
    assert document["scopes"][0]["iteration"] == "i1"
    assert document["positions"] == document["ends"]


def test_health_is_never_kept_by_anybody_in_between(client: FlaskClient) -> None:
    assert all(client.get(path).headers["Cache-Control"] == "no-store" for path in ("/healthz", "/readyz"))
