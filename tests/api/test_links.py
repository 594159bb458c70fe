"""Links over HTTP: listed with their reasons, and decided upon by people."""

from flask.testing import FlaskClient

from app.desk import Desk
from app.domain.payloads.bdv import ScenarioSpec
from tests.api.conftest import Bring
from tests.builders import event
from workers.drain import drain

HERE = {"tenant": "local", "iteration": "shop"}
TASK = event("dde.task.created", 2, task_id="BE.A", name="refund a late payment", **HERE)
REQUIREMENT = event("dde.requirement.created", 1, requirement_id="R1", name="refund late payment", **HERE)
ENDS = {"kind": "FULFILLED_BY", "source": "Requirement/R1", "target": "Task/BE.A"}
ADDRESS = "/api/v1/convergence/shop/links"


def decide(client: FlaskClient, decision: str, **more: str):
    body = {**ENDS, "decision": decision, "by": "ada", "reason": "I wrote both", **more}
    return client.post(ADDRESS, json=body)


def test_a_link_is_listed_with_all_that_it_stands_on(client: FlaskClient, bring: Bring) -> None:
    bring([REQUIREMENT, TASK])
    [link] = client.get(ADDRESS).json["links"]
    assert {n: link[n] for n in ("rule", "confidence", "method")} == {
        "rule": "C2",
        "confidence": 0.75,
        "method": "heuristic",
    }
    assert client.get(f"{ADDRESS}?below=0.7").json["links"] == []
    assert client.get(f"{ADDRESS}?kind=CONTAINS").json["links"] == []
    assert client.get(f"{ADDRESS}?kind=LIKES").status_code == 400
    assert client.get(f"{ADDRESS}?below=7").status_code == 400


def test_a_decision_wins_and_can_be_taken_back(client: FlaskClient, bring: Bring, desk: Desk) -> None:
    bring([REQUIREMENT, TASK])
    told = []
    for word in ("rejected", "accepted", "withdrawn"):
        assert decide(client, word).status_code == 202
        drain(desk)
        told.append([(li["rule"], li["confidence"]) for li in client.get(ADDRESS).json["links"]])
    assert told == [[], [("C14", 1.0)], [("C2", 0.75)]]


def test_an_accepted_link_names_the_person_and_the_reason(client: FlaskClient, bring: Bring, desk: Desk) -> None:
    bring([REQUIREMENT, TASK])
    decide(client, "accepted")
    drain(desk)
    [link] = client.get(ADDRESS).json["links"]
    assert link["method"] == "manual" and "ada" in link["sentence"] and "I wrote both" in link["sentence"]


def test_a_decision_that_nobody_could_follow_is_no_event_either(client: FlaskClient, desk: Desk) -> None:
    payload = {**ENDS, "kind": "LIKES", "decision": "accepted", "by": "ada", "reason": "x"}
    item = {"event_id": "e", "event_type": "dde.link.decided", "timestamp": 1_790_000_000_000, "payload": payload}
    answer = client.post("/api/v1/events", json={**item, "tenant_id": "local", "iteration_id": "shop"})
    assert answer.status_code == 422 and "kind takes" in answer.json["detail"]


def test_what_is_no_decision_is_refused_with_what_it_takes(client: FlaskClient, bring: Bring, desk: Desk) -> None:
    bring([REQUIREMENT, TASK])
    before = desk.log.ends(("dde",))
    answers = [
        decide(client, "perhaps"),
        decide(client, "accepted", target="Task/BE.Z"),
        client.post(ADDRESS, data="{", content_type="application/json"),
        client.post(ADDRESS, json={"kind": "FULFILLED_BY"}),
        client.post(ADDRESS, json=[1]),
        client.post(ADDRESS, data="x", content_type="text/plain"),
        client.post("/api/v1/convergence/nowhere/links", json={}),
    ]
    assert [a.status_code for a in answers] == [400, 404, 400, 400, 400, 415, 404]
    assert all(a.mimetype == "application/problem+json" and a.json["detail"] for a in answers)
    assert desk.log.ends(("dde",)) == before


def test_ends_that_have_no_name_of_their_own_are_named(client: FlaskClient, bring: Bring) -> None:
    listed = [ScenarioSpec(scenario_id="S.1", name="Late refund", tags=["@contract:PaymentAPI:2.1"])]
    feature = event("bdv.feature.discovered", 1, feature_id="F", feature_path="f", name="F", scenarios=listed, **HERE)
    bring([feature, event("dde.contract.locked", 2, contract_name="PaymentAPI", version="2.1", **HERE)])
    answer = client.get(ADDRESS).json
    [link] = [one for one in answer["links"] if one["kind"] == "VALIDATES"]
    assert answer["names"] == {link["source"]: "Late refund"}
