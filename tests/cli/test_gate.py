"""The gate answers with its exit code; with --json it says all that a program needs to clear it."""

import pytest

from app.cli.gate import ci_system
from app.domain.payloads.bdv import ScenarioSpec
from app.golden import GOLDEN
from app.use_cases.post import send
from app.wire.avro import decode, encode
from tests.builders import T0, event
from tests.cli.conftest import Run
from tests.workers.desks import desk_in
from workers.lock import only_one

NAME = "shop"


def told(outcome: str, **more: str) -> list:
    """One suite with one scenario, which ended like this."""
    mine, run = {"iteration": NAME, "tenant": "local"}, {"run_id": "r1", "suite": "s"}
    found = {"feature_id": "F.1", "feature_path": "a.feature", "name": "A"}
    ended = {"scenario_id": "S.1", "status": outcome, "file_path": "till.py", "line": 88}
    kind = "bdv.scenario.completed" if outcome == "PASSED" else "bdv.scenario.failed"
    spec = ScenarioSpec(scenario_id="S.1", name="pays by card", line=7)
    return [
        event("bdv.iteration.declared", 0, **mine, required_streams=["bdv"]),
        event("bdv.run.started", 0, **mine, **run),
        event("bdv.feature.discovered", 0, **mine, **found, scenarios=[spec]),
        event(kind, 1, **mine, **run, **ended, **more),
        event("bdv.run.completed", 2, **mine, **run),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Iter-Golden-AllPass", 0),
        ("Iter-Golden-DesignGap", 1),
        ("Iter-Golden-SystemicFailure", 1),
        ("Iter-Golden-Pending", 3),
    ],
)
def test_the_exit_code_is_the_answer(run: Run, bring, name: str, code: int) -> None:
    bring(GOLDEN[name].events("local"))
    assert run("gate", name).code == code


def test_an_unknown_iteration_is_an_error(run: Run) -> None:
    assert run("gate", "nowhere").code == 2


def test_each_reason_says_what_where_since_when_and_what_clears_it(run: Run, bring) -> None:
    bring(told("FAILED"))
    document = run("gate", NAME, "--json").document
    assert (document["approved"], document["gate_status"]) == (False, "BLOCKED")
    (reason,) = document["reasons"]
    assert reason["node"] == "Scenario/S.1"
    assert (reason["file"], reason["line"]) == ("till.py", 88)
    assert reason["since"] == "2026-09-21T14:14:20.000Z"
    assert reason["clears"]
    assert document["scope_note"] == "BDV only"


def test_people_read_the_same_in_a_few_lines(run: Run, bring) -> None:
    bring(told("FAILED"))
    text = run("gate", NAME).out
    assert text.startswith("BLOCKED  shop")
    assert "till.py:88" in text
    assert "→ " in text


def test_a_gate_that_waits_says_which_stream_waits_for_what_and_what_would_end_it(run: Run, bring) -> None:
    unrun = [one for one in told("PASSED") if not one.event_type.endswith(".completed")]
    bring([*unrun, event("acc.iteration.declared", 3, iteration=NAME, tenant="local", required_streams=["acc"])])
    done = run("gate", NAME)
    assert done.code == 3
    assert "- BDV: 1 of 1 scenarios have not run yet. First: “pays by card” (a.feature:7)." in done.out
    assert "- ACC: Nothing has reported yet. This iteration requires ACC because that was declared" in done.out
    assert done.out.count("→ ") == 3
    document = run("gate", NAME, "--json").document
    assert [r["code"] for r in document["blocking_reasons"]] == ["missing_data", "missing_data"]
    assert [(r["stream"], r["code"], r["severity"]) for r in document["reasons"]] == [
        ("bdv", "scenarios_never_ran", "PENDING"),
        ("bdv", "run_open", "PENDING"),
        ("acc", "nothing_reported", "PENDING"),
    ]
    assert all(r["clears"] in document["recommendations"] for r in document["reasons"])


def test_the_past_can_be_asked(run: Run, bring) -> None:
    bring(told("FAILED"))
    assert run("gate", NAME, "--as-of", str(T0)).code == 3
    assert run("gate", NAME, "--known-at", "2026-01-01T00:00:00Z").code == 3
    refused = run("gate", NAME, "--as-of", "noon")
    assert refused.code == 2
    assert "--as-of takes ISO 8601" in refused.err


def test_evidence_about_another_commit_does_not_open_the_gate(run: Run, bring) -> None:
    bring(told("PASSED"))
    assert run("gate", NAME).code == 0
    assert run("gate", NAME, "--commit", "abc123").code == 3


def test_what_lies_on_the_log_is_taken_in_before_the_answer(run: Run, data) -> None:
    desk = desk_in(data)
    for _ in send(desk.log, encode, told("PASSED")):
        pass
    desk.close()
    assert run("gate", NAME).code == 0


def test_a_worker_that_does_not_get_there_in_time_is_an_error(run: Run, data) -> None:
    desk = desk_in(data)
    for _ in send(desk.log, encode, told("PASSED")):
        pass
    desk.close()
    with only_one(data, "ingest"):
        late = run("gate", NAME, "--wait", "0.1")
    assert late.code == 2
    assert "has not taken in" in late.err


def test_every_check_leaves_a_record_on_the_log(run: Run, bring, data) -> None:
    bring(told("FAILED"))
    run("gate", NAME, "--environment", "staging")
    desk = desk_in(data)
    checks = [decode(record.value) for record in desk.log.read(("convergence",), {}, 100)]
    desk.close()
    (check,) = [e for e in checks if e.event_type == "convergence.gate.checked"]
    assert (check.payload.approved, check.payload.environment) == (False, "staging")
    assert check.iteration_id == NAME


def test_the_continuous_integration_is_known_by_its_variables() -> None:
    assert ci_system({"GITHUB_ACTIONS": "true", "CI": "true"}) == "github"
    assert ci_system({"CI": "true"}) == "ci"
    assert ci_system({}) == ""
