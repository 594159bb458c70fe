"""Overrides over HTTP: asked for by one, approved by another, told by the gate, and taken from no other site."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import api
from app.desk import Desk
from app.domain.audit import AUDITED
from tests.api.conftest import Bring
from tests.builders import event
from workers.drain import drain

HERE = {"tenant": "local", "iteration": "shop"}
AT = "/api/v1/convergence/shop/overrides"
GATE = "/api/v1/convergence/shop/deployment-gate"
WISH = {"action": "approve", "by": "Eve", "reason": "the fix cannot wait", "version": "1.4"}


@pytest.fixture
def people(desk: Desk, bring: Bring) -> Iterator[FlaskClient]:
    """A client of a product in which Ada is an admin, with an iteration whose process failed."""
    bring([event("dde.task.failed", 1, task_id="A", **HERE)])
    server = Flask(__name__)
    api.register(server, replace(desk, admins=("Ada",)))
    yield server.test_client()


def wished(people: FlaskClient, desk: Desk, **other: object) -> str:
    answer = people.post(AT, json={**WISH, **other})
    assert answer.status_code == 202, answer.json
    drain(desk)
    return str(answer.json["override_id"])


def said(people: FlaskClient, desk: Desk, one: str, answer: str, by: str, reason: str = "seen") -> tuple[int, str]:
    told = people.post(f"{AT}/{one}", json={"answer": answer, "by": by, "reason": reason})
    drain(desk)
    return told.status_code, str(told.json.get("detail", ""))


def gate(people: FlaskClient, **asked: str) -> dict:
    return people.get(GATE, query_string={"version": "1.4", **asked}).json


def test_two_people_open_the_gate_and_the_streams_keep_what_they_say(people: FlaskClient, desk: Desk) -> None:
    before = gate(people)
    one = wished(people, desk)
    assert not gate(people)["approved"]
    assert said(people, desk, one, "approve", " eve ")[0] == 400
    assert "MC_ADMINS" in said(people, desk, one, "approve", "Bob")[1]
    assert said(people, desk, one, "approve", "Ada") == (202, "")
    after = gate(people)
    assert (after["gate_status"], after["approved"]) == ("APPROVED", True)
    assert (after["override"]["requester"], after["override"]["approver"]) == ("Eve", "Ada")
    kept = ("dde_gate", "bdv_gate", "acc_gate", "verdict", "blocking_reasons", "opens")
    assert {n: after[n] for n in kept} == {n: before[n] for n in kept} and before["dde_gate"] == "fail"
    assert not gate(people, version="1.5")["approved"] and not gate(people, environment="staging")["approved"]
    assert people.get(AT).json["overrides"][0]["state"] == "approved"


def test_what_is_revoked_shuts_the_gate_at_once(people: FlaskClient, desk: Desk) -> None:
    one = wished(people, desk)
    said(people, desk, one, "approve", "Ada")
    assert said(people, desk, one, "revoke", "Bob", "")[0] == 400
    assert said(people, desk, one, "revoke", "Bob", "it was the wrong build")[0] == 202
    assert not gate(people)["approved"] and gate(people)["override"] is None
    assert "is revoked" in said(people, desk, one, "approve", "Ada")[1]


def test_the_gate_says_what_would_open_it_line_by_line(people: FlaskClient) -> None:
    lines = gate(people)["opens"]
    assert {line["stream"] for line in lines} == {"dde", "bdv", "acc"}
    assert any(line["state"] == "fail" and line["needs"] and line["evidence"] == ["Task/A"] for line in lines)


@pytest.mark.parametrize(
    "wrong",
    [{"action": "open"}, {"by": " "}, {"reason": "too short"}, {"hours": 0}, {"hours": 200}, {"hours": "a day"}],
)
def test_a_wish_that_breaks_a_rule_is_no_event(people: FlaskClient, desk: Desk, wrong: dict) -> None:
    before = desk.log.ends(("dde",))
    answer = people.post(AT, json={**WISH, **wrong})
    assert answer.status_code == 400 and answer.json["detail"]
    assert desk.log.ends(("dde",)) == before


def test_nobody_answers_to_what_nobody_asked_for(people: FlaskClient, desk: Desk) -> None:
    assert said(people, desk, "override-1", "approve", "Ada")[0] == 404


@pytest.mark.parametrize("header", [{"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("address", [AT, f"{AT}/override-1", "/api/v1/convergence/shop/links"])
def test_pages_of_other_sites_decide_nothing(people: FlaskClient, address: str, header: dict) -> None:
    assert people.post(address, json=WISH, headers=header).status_code == 403
    assert people.post(address, json=WISH, headers={"Origin": "http://localhost"}).status_code != 403


def test_the_door_of_events_takes_no_override(people: FlaskClient) -> None:
    payload = {"override_id": "o", "by": "Ada", "role": "admin"}
    item = {
        "event_id": "e",
        "event_type": "dde.override.approved",
        "timestamp": 1_790_000_000_000,
        "payload": payload,
    }
    answer = people.post("/api/v1/events", json={**item, "tenant_id": "local", "iteration_id": "shop"})
    assert answer.status_code == 422 and "overrides" in answer.json["detail"]


def test_every_word_upon_an_override_is_audited() -> None:
    assert {f"override.{word}" for word in ("requested", "approved", "rejected", "revoked")} <= set(AUDITED)
