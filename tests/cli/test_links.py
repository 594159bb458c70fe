"""The links of an iteration on the command line, and a person's word on one of them."""

from collections.abc import Callable

from tests.builders import event
from tests.cli.conftest import Run

HERE = {"tenant": "local", "iteration": "shop"}
EVENTS = [
    event("dde.requirement.created", 1, requirement_id="R1", name="refund late payment", **HERE),
    event("dde.task.created", 2, task_id="BE.A", name="refund a late payment", **HERE),
    event("dde.task.created", 2, task_id="BE.B", requirement_id="R7", **HERE),
]
ENDS = ("FULFILLED_BY", "Requirement/R1", "Task/BE.A")


def test_links_are_told_with_their_reason(run: Run, bring: Callable) -> None:
    bring(EVENTS)
    told = run("links", "shop")
    assert told.code == 0 and "0.75  C2  FULFILLED_BY Requirement/R1 Task/BE.A" in told.out
    assert "3 of 4 words" in told.out
    assert run("links", "shop", "--below", "0.7", "--json").document["links"] == []


def test_what_waits_is_told_apart_from_what_is_linked(run: Run, bring: Callable) -> None:
    bring(EVENTS)
    found = run("links", "shop", "--pending", "--json").document
    assert found["links"] == [] and [p["wanted"] for p in found["pending"]] == ["R7"]
    assert run("links", "shop", "--review").out == "no such links\n"


def test_a_decision_is_followed_and_survives(run: Run, bring: Callable) -> None:
    bring(EVENTS)
    assert run("link", "reject", "shop", *ENDS, "--reason", "not this one").code == 0
    assert run("links", "shop", "--json").document["links"] == []
    assert run("link", "accept", "shop", *ENDS, "--reason", "after all", "--by", "ada").code == 0
    [link] = run("links", "shop", "--json").document["links"]
    assert (link["rule"], link["confidence"]) == ("C14", 1.0) and "ada" in link["sentence"]
    assert run("link", "withdraw", "shop", *ENDS, "--reason", "never mind").code == 0
    assert [li["rule"] for li in run("links", "shop", "--json").document["links"]] == ["C2"]


def test_a_decision_that_nobody_can_follow_is_refused(run: Run, bring: Callable) -> None:
    bring(EVENTS)
    wrong_way = run("link", "accept", "shop", "FULFILLED_BY", "Task/BE.A", "Requirement/R1", "--reason", "x")
    assert wrong_way.code == 2 and "from Requirement/" in wrong_way.err
    unknown = run("link", "accept", "shop", "FULFILLED_BY", "Requirement/R8", "Task/BE.A", "--reason", "x")
    assert unknown.code == 2 and "R8" in unknown.err
    assert run("links", "shop", "--below", "7").code == 2
    assert run("links", "nowhere").code == 2
