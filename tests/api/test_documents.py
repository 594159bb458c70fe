"""Every question of the interface is answered in the words of the field, about a moment, with a watermark."""

import pytest
from flask.testing import FlaskClient

from app.api.rest import ABOUT_ALL, ABOUT_ONE, PREFIX
from tests.api.asking import DEBT, GAP, PASSES, get
from tests.api.conftest import Bring
from tests.builders import MINUTE, T0, event


def path_of(rule: str, client: FlaskClient) -> str:
    task = get(client, f"dde/graph/{PASSES}")["nodes"][0]["id"]
    name = get(client, f"acc/graph/{PASSES}/manifests")["manifests"][0]["manifest_name"]
    return rule.replace("<path:iteration>", PASSES).replace("<path:uid>", task).replace("<path:name>", name)


@pytest.mark.parametrize("rule", ABOUT_ONE)
def test_each_question_is_answered_with_its_moment_and_watermark(golden: FlaskClient, rule: str) -> None:
    span = {"from": "2026-11-02T13:10:00Z", "to": "2026-11-02T14:00:00Z"}
    document = get(golden, path_of(rule, golden), **span)
    assert document["iteration_id"] == PASSES
    assert document["as_of"] == {"as_of": None, "known_at": None}
    assert document["watermark"].keys() == {"revision", "last_valid", "last_accepted_at", "events"}
    assert document["watermark"]["last_valid"].startswith("2026-11-02T14:")


@pytest.mark.parametrize("rule", ABOUT_ALL)
def test_each_question_about_everything_is_answered_with_the_revision(golden: FlaskClient, rule: str) -> None:
    assert get(golden, path_of(rule, golden), q="checkout")["revision"] > 0


@pytest.mark.parametrize("rule", [r for r in ABOUT_ONE if "gate" not in r])
def test_an_answer_that_is_known_is_not_sent_again(golden: FlaskClient, rule: str) -> None:
    path = f"{PREFIX}/{path_of(rule, golden)}"
    query = {"from": "2026-11-02T13:10:00Z", "to": "2026-11-02T14:00:00Z"}
    first = golden.get(path, query_string=query)
    again = golden.get(path, query_string=query, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_verdict_names_what_blocks_with_node_since_and_cure(golden: FlaskClient) -> None:
    document = get(golden, f"convergence/{GAP}/verdict")
    assert (document["verdict"], document["can_deploy"]) == ("design_gap", False)
    assert (document["dde_passed"], document["bdv_passed"], document["acc_passed"]) == (True, False, True)
    issue = document["blocking_issues"][0]
    assert issue["node"].startswith("Scenario/")
    assert issue["clears"]
    assert issue["since"].startswith("2026-11-03T")
    assert document["streams"]["bdv"]["stats"]["failed"] > 0


def test_the_gate_answers_in_the_words_of_the_domain(golden: FlaskClient) -> None:
    shut = get(golden, f"convergence/{GAP}/deployment-gate", project="shop", version="1.2.0")
    assert (shut["approved"], shut["gate_status"]) == (False, "BLOCKED")
    assert (shut["dde_gate"], shut["bdv_gate"], shut["acc_gate"]) == ("pass", "fail", "pass")
    assert [reason["code"] for reason in shut["blocking_reasons"]] == ["bdv_failed"]
    assert (shut["project"], shut["version"], shut["environment"]) == ("shop", "1.2.0", "production")
    assert get(golden, f"convergence/{PASSES}/deployment-gate")["approved"]


def test_the_gate_stays_shut_for_a_commit_that_the_evidence_is_not_about(golden: FlaskClient) -> None:
    known = get(golden, f"convergence/{PASSES}/deployment-gate")["commit_sha"]
    assert get(golden, f"convergence/{PASSES}/deployment-gate", commit_sha=known[:8])["approved"]
    other = get(golden, f"convergence/{PASSES}/deployment-gate", commit_sha="f" * 40)
    assert (other["approved"], other["gate_status"]) == (False, "PENDING")
    assert other["blocking_reasons"][0]["code"] == "missing_data"


def test_stream_status_is_one_word_a_stream(golden: FlaskClient) -> None:
    document = get(golden, f"convergence/{DEBT}/stream-status")
    assert (document["dde"], document["bdv"], document["acc"]) == ("pass", "pass", "fail")


def test_a_star_names_what_each_stream_says_of_the_contract(golden: FlaskClient) -> None:
    stars = get(golden, f"convergence/{PASSES}/contracts")["contract_stars"]
    assert any(star["complete"] for star in stars)
    assert all(star["complete"] == (not star["missing"]) for star in stars)


def test_how_far_dde_and_bdv_agree_is_told_per_contract_and_of_all(golden: FlaskClient) -> None:
    document = get(golden, f"convergence/{PASSES}/contracts")
    assert {one["together"] for one in document["agreements"]} == {"agreement"}
    assert all(one["dde"] and one["bdv"] and one["confidence"] >= 0.8 for one in document["agreements"])
    assert document["agreement"] == {"confidence": 1.0, "fulfilment": 1.0}


def test_the_joined_graph_carries_why_each_link_is_believed(golden: FlaskClient) -> None:
    document = get(golden, f"convergence/graph/{PASSES}")
    assert document["cross_stream_edges"]
    assert all(0 < edge["confidence"] <= 1 and edge["sentence"] for edge in document["cross_stream_edges"])
    assert {"dde", "bdv", "acc", "verdict", "contract_stars"} <= document.keys()


def test_the_past_is_answered_as_it_was(client: FlaskClient, bring: Bring) -> None:
    bring(
        [
            event("dde.task.created", 0, tenant="local", task_id="A"),
            event("dde.task.started", 5, tenant="local", task_id="A"),
            event("dde.task.completed", 10, tenant="local", task_id="A"),
        ]
    )

    def status(**query: str) -> str:
        word: str = get(client, "dde/graph/i1", **query)["nodes"][0]["status"]
        return word

    assert status() == "COMPLETED"
    assert status(asOf=str(T0 + 7 * MINUTE)) == "RUNNING"
    assert status(asOf="2026-09-21T14:14:20Z") == "PENDING"
    assert status(asOf="2026-09-21T16:20:20+02:00") == "RUNNING"


def test_before_anything_was_known_there_was_nothing(client: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, tenant="local", task_id="A")])
    document = get(client, "dde/graph/i1", knownAt="2026-01-01T00:00:00Z")
    assert document["nodes"] == []
    assert document["as_of"]["known_at"].startswith("2026-01-01T00:00:00")


def test_tenants_do_not_see_each_other(client: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, tenant="acme", task_id="A")])
    assert client.get(f"{PREFIX}/dde/graph/i1").status_code == 404
    assert get(client, "dde/graph/i1", tenant="acme")["nodes"][0]["id"] == "Task/A"


def test_an_iteration_may_be_named_with_slashes(client: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, tenant="local", task_id="A", iteration="shop/main:new/till")])
    assert get(client, "dde/graph/shop/main:new/till/lineage")["nodes"][0]["id"] == "Task/A"


def test_news_change_the_answer_and_its_etag(client: FlaskClient, bring: Bring) -> None:
    bring([event("dde.task.created", 0, tenant="local", task_id="A")])
    before = client.get(f"{PREFIX}/dde/graph/i1")
    bring([event("dde.task.started", 1, tenant="local", task_id="A")])
    after = client.get(f"{PREFIX}/dde/graph/i1", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["watermark"]["revision"] > before.json["watermark"]["revision"]
