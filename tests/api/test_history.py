"""Through time: differences, instants, one node's whole past, and finding things by their words."""

import itertools
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.api.rest import PREFIX
from app.domain.payloads.dde import LogLine
from tests.api.conftest import GOLDEN_NAMES, Bring
from tests.builders import MINUTE, T0, event

PASSES = GOLDEN_NAMES[0]


def get(client: FlaskClient, path: str, **query: str) -> dict[str, Any]:
    answer = client.get(f"{PREFIX}/{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json
    return document


@pytest.fixture
def life(client: FlaskClient, bring: Bring) -> FlaskClient:
    """One task that is created, started, and done; another that comes late."""
    bring(
        [
            event("dde.task.created", 0, tenant="local", task_id="A"),
            event("dde.task.started", 5, tenant="local", task_id="A"),
            event("dde.task.created", 6, tenant="local", task_id="B/x y"),
            event("dde.task.completed", 10, tenant="local", task_id="A"),
        ]
    )
    return client


def test_a_diff_tells_what_came_and_what_changed(life: FlaskClient) -> None:
    document = get(life, "convergence/i1/diff", **{"from": str(T0), "to": str(T0 + 7 * MINUTE)})
    assert {"id": "Task/B/x y", "kind": "node", "type": "Task"} in document["added"]
    (task,) = [c for c in document["modified"] if c["id"] == "Task/A"]
    assert (task["before"].get("status"), task["after"]["status"]) == (None, "RUNNING")
    assert document["removed"] == []


def test_a_diff_without_its_moments_says_what_it_takes(life: FlaskClient) -> None:
    answer = life.get(f"{PREFIX}/convergence/i1/diff?from={T0}")
    assert answer.status_code == 400
    assert "from and to" in answer.json["detail"]


def test_a_node_tells_each_property_with_its_time(life: FlaskClient) -> None:
    document = get(life, "iterations/i1/nodes/Task/A")
    assert document["properties"]["status"] == "COMPLETED"
    assert document["times"]["status"] == "2026-09-21T14:23:20.000Z"
    assert document["since"] == "2026-09-21T14:13:20.000Z"


def test_a_node_is_found_whatever_its_key_holds(life: FlaskClient) -> None:
    assert get(life, "iterations/i1/nodes/Task/B%2Fx%20y")["key"] == "B/x y"


def test_the_history_of_a_node_has_both_times_of_each_statement(life: FlaskClient) -> None:
    versions = get(life, "iterations/i1/nodes/Task/A/history")["versions"]
    assert [v["event_type"] for v in versions] == ["dde.task.created", "dde.task.started", "dde.task.completed"]
    assert versions[1]["valid_at"] == "2026-09-21T14:18:20.000Z"
    assert all(v["known_at"] > v["valid_at"] for v in versions)
    early = get(life, "iterations/i1/nodes/Task/A/history", asOf=str(T0 + MINUTE))["versions"]
    assert len(early) == 1


@pytest.mark.parametrize("path", ["nodes/Task/C", "nodes/Task/C/history", "nodes/nonsense"])
def test_an_unknown_node_is_not_found(life: FlaskClient, path: str) -> None:
    answer = life.get(f"{PREFIX}/iterations/i1/{path}")
    assert (answer.status_code, answer.json["type"]) == (404, "urn:mission-control:UnknownNode")


def test_instants_lie_in_their_span_and_apart(golden: FlaskClient) -> None:
    every = get(golden, f"convergence/{PASSES}/snapshots")["instants"]
    assert every == sorted(set(every))
    span = get(golden, f"convergence/{PASSES}/snapshots", **{"from": every[3], "to": every[9]})["instants"]
    assert span == every[3:10]
    apart = get(golden, f"convergence/{PASSES}/snapshots", step=str(20 * MINUTE))["instants"]
    assert 1 < len(apart) < 10


def test_the_verdicts_of_a_life_follow_each_other(golden: FlaskClient) -> None:
    verdicts = get(golden, f"convergence/{PASSES}/snapshots")["verdicts"]
    assert verdicts[-1]["verdict"] == "all_pass"
    assert all(one["to"] == other["from"] for one, other in itertools.pairwise(verdicts))


def test_the_spine_runs_through_the_node(golden: FlaskClient) -> None:
    task = get(golden, f"dde/graph/{PASSES}")["nodes"][0]["id"]
    document = get(golden, f"convergence/{PASSES}/spine/{task}")
    assert document["id"] == task
    assert any(item["id"] == task for column in document["columns"] for item in column["items"])


def test_iterations_are_listed_with_verdict_since_and_what_to_do(golden: FlaskClient) -> None:
    rows = {row["iteration_id"]: row for row in get(golden, "iterations")["iterations"]}
    assert rows.keys() == set(GOLDEN_NAMES)
    assert rows[PASSES]["verdict"] == "all_pass"
    assert rows[GOLDEN_NAMES[1]]["verdict"] == "design_gap"
    assert all(row["first"] and row["since"] for row in rows.values())
    assert get(golden, "iterations", tenant="nobody")["iterations"] == []


def test_words_find_nodes_and_can_be_narrowed(golden: FlaskClient) -> None:
    found = get(golden, "search", q="refund", facets="kind,iteration")
    kinds = {one["value"]: one["count"] for one in found["facets"]["kind"]}
    assert kinds.keys() > {"Scenario", "Task"}
    assert sum(kinds.values()) == found["total"] > len(found["hits"]) == 50
    assert {one["value"] for one in found["facets"]["iteration"]} == set(GOLDEN_NAMES)
    assert all("refund" in "".join(hit["pieces"][1::2]).lower() for hit in found["hits"])
    only = get(golden, "search", q="refund", type="Scenario", iteration=PASSES)["hits"]
    assert only
    assert {(hit["kind"], hit["iteration_id"]) for hit in only} == {("Scenario", PASSES)}
    for refused in (
        "",
        "?q=refund&order=worst",
        "?q=refund&limit=201",
        "?q=refund&facets=colour",
        "?q=refund&after=x",
    ):
        assert golden.get(f"{PREFIX}/search{refused}").status_code == 400


def test_pages_of_a_search_follow_each_other(golden: FlaskClient) -> None:
    seen: list[tuple[str, str]] = []
    after = ""
    while True:
        page = get(golden, "search", q="refund", type="Task", order="newest", limit=7, after=after)
        seen += [(hit["iteration_id"], hit["uid"]) for hit in page["hits"]]
        if not (after := page["more"]):
            break
    assert len(seen) == len(set(seen)) == page["total"] > 14


def test_nothing_but_what_it_is_narrowed_to_brings_the_newest_first(golden: FlaskClient) -> None:
    found = get(golden, "search", type="Violation", facets="rule")
    assert found["order"] == "newest"
    assert {hit["kind"] for hit in found["hits"]} == {"Violation"}
    assert sum(one["count"] for one in found["facets"]["rule"]) == found["total"]
    times = [hit["valid_at"] for hit in found["hits"]]
    assert times == sorted(times, reverse=True)


def test_a_line_of_a_log_says_its_trace_and_leads_to_its_task(life: FlaskClient, bring: Bring) -> None:
    trace, span = "a" * 32, "b" * 16
    lines = [LogLine(at=T0, body=f"out of {what}", trace_id=trace, span_id=span) for what in ("paper", "ink")]
    bring(
        event("dde.log.recorded", 7, tenant="local", task_id=task, lines=[line])
        for task, line in zip(("A", ""), lines, strict=True)
    )
    (hit,) = get(life, "search", q=f"{trace} paper")["hits"]
    assert (hit["task"], hit["trace_id"], hit["span_id"]) == ("Task/A", trace, span)
    assert get(life, f"iterations/i1/nodes/{hit['uid']}")["id"] == "Task/A"
    (homeless,) = get(life, "search", q=f"{trace} ink")["hits"]
    assert homeless["task"] is None
    assert life.get(f"{PREFIX}/iterations/i1/nodes/{homeless['uid']}").status_code == 404


def test_measures_follow_an_iteration_and_end_at_the_moment_asked_for(golden: FlaskClient) -> None:
    every = {one["measure"]: one for one in get(golden, f"iterations/{PASSES}/measures")["measures"]}
    assert {"dde.tasks", "bdv.passed", "acc.blocking"} <= every.keys()
    points = every["bdv.passed"]["points"]
    assert len(points) > 1
    assert [p["at"] for p in points] == sorted(p["at"] for p in points)
    asked = {"measure": "bdv.passed", "asOf": points[0]["at"]}
    picked = get(golden, f"iterations/{PASSES}/measures", **asked)["measures"]
    assert [one["points"] for one in picked] == [points[:1]]
