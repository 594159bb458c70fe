"""Whatever goes wrong under /api is a problem document (RFC 9457)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import errors
from app.api.problems import STATUS, register_problems, status_of
from tests.api.conftest import Bring
from tests.builders import event

FATES = {
    errors.BadMessage: 422,
    errors.BadFile: 422,
    errors.UnknownFormat: 422,
    errors.BadRequest: 400,
    errors.NotAllowed: 403,
    errors.UnknownIteration: 404,
    errors.UnknownNode: 404,
    errors.StoreUnavailable: 503,
    errors.SchemaTooNew: 503,
}


@pytest.mark.parametrize(("kind", "status"), FATES.items())
def test_each_error_has_its_fate(kind: type[errors.MissionControlError], status: int) -> None:
    assert status_of(kind("so it is")) == status
    assert STATUS.keys() <= FATES.keys()


def test_an_error_is_told_in_full() -> None:
    server = Flask("test")
    register_problems(server)

    @server.get("/api/v1/broken")
    def broken() -> str:
        raise errors.StoreUnavailable("the graph does not answer")

    answer = server.test_client().get("/api/v1/broken")
    assert answer.json == {
        "type": "urn:mission-control:StoreUnavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "the graph does not answer",
        "instance": "/api/v1/broken",
    }
    assert answer.headers["Retry-After"] == "1"


def test_a_fault_of_ours_tells_nothing_of_the_inside() -> None:
    server = Flask("test")
    register_problems(server)

    @server.get("/api/v1/broken")
    def broken() -> str:
        raise ZeroDivisionError("secret")

    answer = server.test_client().get("/api/v1/broken")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert b"secret" not in answer.data


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/iterations", "/api/v1/convergence/x"])
def test_an_unknown_route_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json["instance"] == path


def test_a_wrong_method_is_a_problem_that_names_the_right_one(client: FlaskClient) -> None:
    answer = client.get("/api/v1/events")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_iteration_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/api/v1/convergence/nowhere/verdict")
    assert (answer.status_code, answer.json["type"]) == (404, "urn:mission-control:UnknownIteration")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("asOf=yesterday", "asOf"),
        ("asOf=2026-11-04T12:00:00", "asOf"),
        ("knownAt=-5", "knownAt"),
        ("knownAt=99999999999999999999999", "knownAt"),
        ("include_positions=perhaps", "include_positions"),
    ],
)
def test_an_argument_that_is_not_understood_is_named(
    client: FlaskClient, bring: Bring, query: str, name: str
) -> None:
    bring([event("dde.task.created", 0, task_id="A", tenant="local")])
    answer = client.get(f"/api/v1/dde/graph/i1?{query}")
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(f"{name} takes ")


def test_outside_of_the_interface_errors_stay_what_they_are(client: FlaskClient) -> None:
    assert client.get("/nothing").mimetype == "text/html"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/nowhere", 404),
        ("/api/v2/x", 404),
        ("/v1/metrics", 404),
        ("/v1/traces", 405),
        ("/api/v1/events", 405),
    ],
)
def test_an_address_that_is_none_is_told_and_not_answered_by_a_page(
    client: FlaskClient, address: str, status: int
) -> None:
    client.application.add_url_rule("/<path:page>", "pages", lambda page: f"<html>{page}")
    answer = client.get(address)
    assert answer.status_code == status
    assert status == 404 or answer.headers["Allow"] == "POST"
