"""The audit log as programs ask for it, and what it adds to the gate's answer."""

import pytest
from flask.testing import FlaskClient

from app.desk import Desk
from app.domain.audit import Deed
from app.domain.moments import acceptance
from app.errors import StoreUnavailable
from app.golden import GOLDEN
from tests.api.conftest import Bring
from tests.builders import event

PASSES = "Iter-Golden-AllPass"
GATE = f"/api/v1/convergence/{PASSES}/deployment-gate"


@pytest.fixture
def judged(desk: Desk) -> None:
    """Three verdicts of today; two of them let ship."""
    streams = dict.fromkeys(("dde", "bdv", "acc"), "pass")
    after = [{"verdict": "v", "can_deploy": number < 2, **streams} for number in range(3)]
    at = desk.clock()
    kind = "convergence.verdict.changed"
    desk.audit.record(
        "test",
        {},
        {},
        [Deed(acceptance(at, 0, n), at, "local", f"i{n}", kind, "verdict", after=after[n]) for n in range(3)],
    )


def test_entries_come_with_their_chain_and_read_on_below_a_number(client: FlaskClient, judged: None) -> None:
    answer = client.get("/api/v1/audit?limit=2").get_json()
    assert (answer["count"], [entry["number"] for entry in answer["entries"]]) == (3, [3, 2])
    assert answer["entries"][0]["digest"] == answer["head"]
    assert answer["entries"][0]["previous"] == answer["entries"][1]["digest"]
    (rest,) = client.get("/api/v1/audit?below=2").get_json()["entries"]
    assert (rest["number"], rest["iteration"], rest["after"]["can_deploy"]) == (1, "i0", True)
    assert client.get("/api/v1/audit?tenant=nobody").get_json()["entries"] == []


def test_figures_are_those_of_what_is_asked_for(client: FlaskClient, judged: None) -> None:
    week = client.get("/api/v1/audit").get_json()["statistics"][0]
    assert (week["total"], week["deployable"], week["blocked"], week["pass_rate"]) == (3, 2, 1, 0.6667)
    assert week["streams"] == {"dde": 1.0, "bdv": 1.0, "acc": 1.0}
    assert client.get("/api/v1/audit?iteration=i2").get_json()["statistics"][0]["pass_rate"] == 0.0


@pytest.mark.parametrize(
    ("asked", "said"), [("limit=0", "limit"), ("below=x", "below"), ("since=yesterday", "since")]
)
def test_what_cannot_be_understood_is_refused_by_name(client: FlaskClient, asked: str, said: str) -> None:
    refused = client.get(f"/api/v1/audit?{asked}")
    assert (refused.status_code, said in refused.get_json()["detail"]) == (400, True)


def test_what_was_done_is_entered_with_the_rest(client: FlaskClient, bring: Bring) -> None:
    bring([event("bdv.stream.waived", tenant="local", by="ada", reason="no tests yet", until=1)])
    (entry,) = client.get("/api/v1/audit?who=ada").get_json()["entries"]
    assert (entry["kind"], entry["why"], entry["subject"]) == ("bdv.stream.waived", "no tests yet", "waiver/bdv")


def test_the_gate_says_how_often_it_opened_lately_and_answers_without_that_too(
    client: FlaskClient, bring: Bring, desk: Desk, judged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(GOLDEN[PASSES].events("local"))
    assert client.get(GATE).get_json()["recent_pass_rate"] >= 0.6

    def gone(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(desk.audit, "judged", gone)
    answer = client.get(f"{GATE}?project=another").get_json()
    assert (answer["approved"], answer["recent_pass_rate"]) == (True, None)
