"""Quarantine over HTTP: lent to an owner until a day, let out after green runs, and taken from no other site."""

import pytest
from flask.testing import FlaskClient

from app.desk import Desk
from tests.api.conftest import Bring
from tests.builders import event
from workers.drain import drain

HERE = {"tenant": "local", "iteration": "shop"}
AT = "/api/v1/bdv/graph/shop/quarantine"
WISH = {
    "scenario": "S.1",
    "action": "quarantine",
    "by": "Ada",
    "reason": "the sandbox drops calls",
    "owner": "m.keller",
    "review": "2099-01-31",
    "ticket": "PAY-1",
}


@pytest.fixture(autouse=True)
def _ran(bring: Bring) -> None:
    bring([event("bdv.scenario.failed", 1, scenario_id="S.1", run_id="r1", status="FAILED", **HERE)])


def held(client: FlaskClient) -> dict:
    return client.get("/api/v1/iterations/shop/nodes/Scenario/S.1").json


def test_a_scenario_is_lent_to_an_owner_until_a_day(client: FlaskClient, desk: Desk) -> None:
    assert client.post(AT, json=WISH).status_code == 202
    drain(desk)
    told = str(held(client))
    assert "m.keller" in told
    assert "the sandbox drops calls" in told


@pytest.mark.parametrize("missing", ["reason", "owner", "review"])
def test_nothing_is_given_away(client: FlaskClient, missing: str) -> None:
    answer = client.post(AT, json={**WISH, missing: " "})
    assert answer.status_code == 400
    assert missing in answer.json["detail"]


def test_it_comes_out_after_two_green_runs_or_with_a_reason(client: FlaskClient, desk: Desk) -> None:
    client.post(AT, json=WISH)
    drain(desk)
    early = client.post(AT, json={"scenario": "S.1", "action": "release", "by": "Ada"})
    assert (early.status_code, "0 of 2 green runs" in early.json["detail"]) == (400, True)
    forced = {"scenario": "S.1", "action": "release", "by": "Ada", "force": True}
    assert client.post(AT, json=forced).status_code == 400
    assert client.post(AT, json=forced | {"reason": "repaired and seen"}).status_code == 202
    drain(desk)
    again = client.post(AT, json=forced | {"reason": "twice"})
    assert "is not quarantined" in again.json["detail"]


def test_another_site_and_a_form_are_refused(client: FlaskClient) -> None:
    assert client.post(AT, json=WISH, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert client.post(AT, json=WISH, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(AT, data="scenario=S.1").status_code == 415


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"review": "2001-01-01"}, "is over"),
        ({"review": "soon"}, "YYYY-MM-DD"),
        ({"action": "forget"}, "quarantine or release"),
        ({"scenario": "S.9"}, "no scenario"),
        ({"by": " "}, "by takes the name"),
    ],
)
def test_what_cannot_be_done_is_said(client: FlaskClient, other: dict[str, str], said: str) -> None:
    answer = client.post(AT, json=WISH | other)
    assert (answer.status_code, said in answer.json["detail"]) == (400, True)
