"""``override``: the rules of the page at the command line; what people said outlives a rebuild and a replay."""

import pytest

from tests.builders import event
from tests.cli.conftest import Run

WHY = "the fix cannot wait"


@pytest.fixture
def shut(bring, monkeypatch: pytest.MonkeyPatch) -> str:
    """An iteration whose process failed, where Ada is an admin."""
    monkeypatch.setenv("MC_ADMINS", "Ada")
    bring([event("dde.task.failed", 1, task_id="A", tenant="local", iteration="shop")])
    return "shop"


def asked(run: Run, iteration: str, action: str = "approve") -> str:
    told = run("override", "ask", iteration, action, "--reason", WHY, "--by", "Eve", "--json")
    assert told.code == 0
    return str(told.document["override_id"])


def opened(run: Run, iteration: str) -> str:
    one = asked(run, iteration)
    assert run("override", "approve", iteration, one, "--by", "Ada").code == 0
    return one


def states(run: Run, iteration: str) -> list[str]:
    return [one["state"] for one in run("override", "list", iteration, "--json").document["overrides"]]


def test_two_people_open_the_gate_and_one_shuts_it_again(run: Run, shut: str) -> None:
    one = asked(run, shut)
    assert run("gate", shut).code == 1
    said = run("override", "approve", shut, one, "--by", "Ada")
    assert said.code == 0 and said.out.startswith(f"approved   {one}  approve: production")
    assert run("gate", shut).code == 0
    assert run("override", "revoke", shut, one, "--by", "Bob", "--reason", "the wrong build").code == 0
    assert run("gate", shut).code == 1
    listed = run("override", "list", shut).out
    assert "revoked by Bob: the wrong build" in listed and f"Eve, approved by Ada: {WHY}" in listed


def test_who_breaks_a_rule_reads_which_and_nothing_is_said(run: Run, shut: str) -> None:
    one = asked(run, shut)
    for words, rule in (
        (("approve", shut, one, "--by", " eve "), "another person has to approve it"),
        (("approve", shut, one, "--by", "Bob"), "MC_ADMINS"),
        (("revoke", shut, one, "--by", "Ada", "--reason", "no"), f"{one} is requested"),
        (("reject", shut, one, "--by", "Ada"), "reason takes 1 to"),
        (("ask", shut, "block", "--reason", "no"), "reason takes 10 to"),
        (("approve", shut, "override-1", "--by", "Ada"), "has no override"),
        ((), "an action: list, ask, approve, reject, revoke"),
    ):
        told = run("override", *words)
        assert told.code == 2 and rule in told.err, told
    assert states(run, shut) == ["requested"]


def test_the_gate_says_line_by_line_what_would_open_it(run: Run, shut: str) -> None:
    out = run("gate", shut).out
    _, lines = out.split("It opens once these lines hold:\n")
    streams = [line.split()[2] for line in lines.splitlines()]
    assert list(dict.fromkeys(streams)) == ["DDE", "BDV", "ACC"]
    assert "- fail     DDE  " in lines and "- pending  BDV  " in lines and " → " in lines


def test_overrides_survive_a_rebuild_and_a_replay(run: Run, shut: str) -> None:
    one = opened(run, shut)
    run("override", "revoke", shut, one, "--by", "Bob", "--reason", "the wrong build")
    opened(run, shut)
    asked(run, shut)
    before, stood = run("override", "list", shut, "--json").document, run("hash", shut, "--json").document
    assert states(run, shut) == ["requested", "approved", "revoked"]
    assert run("rebuild", "--json").document["agrees"]
    assert run("replay", "--iteration", shut, "--json").document["missing"] == 0
    assert run("hash", shut, "--json").document == stood
    assert run("override", "list", shut, "--json").document == before
    assert run("gate", shut).code == 0


def test_a_trial_of_an_iteration_has_its_overrides_and_misses_none(run: Run, shut: str) -> None:
    opened(run, shut)
    assert run("replay", "--iteration", shut, "--as", "trial", "--json").document["missing"] > 0
    gate = run("gate", "trial", "--json").document
    assert gate["approved"] and "override_missing" not in [one["code"] for one in gate["blocking_reasons"]]
    assert states(run, "trial") == ["approved"]
