"""Scenarios run again with behave: every attempt is kept, and a flake is known by them."""

from pathlib import Path

from app.domain import labels
from app.domain.behaviour.known import known_of
from tests.engines.behaviour.running import Told, run
from tests.readers.inputs import of_type


def test_a_scenario_that_fails_is_tried_again_alone_and_every_attempt_is_kept(flaky: Path) -> None:
    told = run(flaky, retries=2)
    shaky = told.attempts("It passes when tried again")
    assert [(a.attempt, a.status, a.will_retry) for a in shaky] == [(1, "FAILED", True), (2, "PASSED", False)]
    assert len(told.attempts("It always passes")) == 1
    assert (told.report.code, told.run.late) == (0, (shaky[0].scenario_id,))
    assert [look.code for look in told.judgement.looks] == ["passed_late"]
    assert len(told.state.of(labels.TEST_RUN)) == 3


def test_a_row_of_an_outline_is_tried_again_alone(project: Path) -> None:
    told = run(project, tags="@small or @wrong", retries=2)
    assert [a.attempt for a in told.attempts("Several cake")] == [1, 2, 3]
    assert [a.will_retry for a in told.attempts("Several cake")] == [True, True, False]
    assert [a.attempt for a in told.attempts("Several tea")] == [1]


def test_repeated_runs_find_a_flake_with_rate_and_interval(flaky: Path) -> None:
    told = run(flaky, repeat=4)
    assert [r.status for r in told.report.runs] == ["COMPLETED"] * 4
    assert len({r.run_id for r in told.report.runs}) == 4
    last = of_type(told.events, "bdv.flake.detected")[-1]
    assert (last.flake_rate, last.total_runs) == (0.5, 4)
    assert last.recent_results == ["FAILED", "PASSED", "FAILED", "PASSED"]
    assert last.low < 0.5 < last.high
    assert (last.cause, last.cause_confidence) == ("network", 0.9)
    assert told.report.candidates == (last.scenario_id,)
    assert "too_flaky" in [reason.code for reason in told.judgement.reasons]


def test_earlier_runs_at_this_code_count_and_those_at_other_code_do_not(flaky: Path) -> None:
    before = run(flaky, repeat=2)
    known = known_of(before.state)
    assert not of_type(before.events, "bdv.flake.detected")
    again = run(flaky, known)
    assert [f.recent_results for f in of_type(again.events, "bdv.flake.detected")] == [["FAILED", "PASSED", "FAILED"]]
    assert not of_type(run(flaky, known, code_version="c0ffee+changed").events, "bdv.flake.detected")


def test_a_tag_quarantines_so_that_the_run_passes_and_gone_it_lets_out(project: Path) -> None:
    feature = project / "features" / "shop.feature"
    feature.write_text(feature.read_text().replace("@wrong", "@wrong @quarantine:flaky"))
    held = run(project, tags="@small or @wrong")
    assert (held.report.code, [f.quarantined for f in held.run.failed]) == (0, [True])
    assert held.ended[0].counts["quarantined"] == 1
    assert not [r for r in held.judgement.reasons if r.code == "scenario_failed"]
    feature.write_text(feature.read_text().replace(" @quarantine:flaky", ""))
    free = run(project, known_of(held.state), tags="@small or @wrong")
    assert free.report.code == 1
    both = Told(free.report, held.events + free.events)
    assert [r.code for r in both.judgement.reasons if r.code == "scenario_failed"]
