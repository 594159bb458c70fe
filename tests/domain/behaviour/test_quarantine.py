"""Quarantine: who should go in, who may come out after two green runs, whose review is overdue."""

import pytest

from app.domain import labels
from app.domain.behaviour.flakes import Outcome
from app.domain.behaviour.quarantine import TAGGED, candidates, green_runs, overdue, releasable
from app.domain.payloads import bdv
from app.domain.verdict.bdv import judge_bdv
from tests.lenses.builders import Step, feature, ran, state


def held(**said: object) -> Step:
    fields = {"scenario_id": "S.a", "reason": "sandbox", "owner": "m.keller", "review_date": 2_000_000_000_000}
    return "bdv.scenario.quarantined", bdv.ScenarioQuarantined(**{**fields, **said})  # type: ignore[arg-type]


def runs(letters: str, start: int = 0) -> list[Step]:
    return [ran("a", "PASSED" if o == "P" else "FAILED", run=f"r{start + n}") for n, o in enumerate(letters)]


def test_a_rate_above_a_tenth_is_a_candidate_and_a_tenth_is_not() -> None:
    assert [s.id.key for s, _ in candidates(state(feature("x", "a"), *runs("PFPPPFPPPP")))] == ["S.a"]
    assert candidates(state(feature("x", "a"), *runs("PFPPPPPPPP"))) == []


def test_who_is_held_already_is_no_candidate() -> None:
    assert candidates(state(feature("x", "a"), *runs("PFPF"), held())) == []


@pytest.mark.parametrize(("after", "free"), [("", False), ("P", False), ("PP", True), ("PPF", False), ("FPP", True)])
def test_two_green_runs_in_a_row_since_it_went_in_let_it_out(after: str, free: bool) -> None:
    found = releasable(state(feature("x", "a"), *runs("FPP"), held(), *runs(after, 10)))
    assert [s.id.key for s in found] == (["S.a"] if free else [])


def test_a_run_that_needed_a_retry_is_not_green() -> None:
    told = [Outcome(1, True, run_id="a"), Outcome(2, False, run_id="b"), Outcome(3, True, run_id="b", attempt=2)]
    assert green_runs(told) == 0
    assert green_runs([*told, Outcome(4, True, run_id="c")]) == 1


def test_a_review_that_is_over_is_a_finding_with_its_owner() -> None:
    seen = state(feature("x", "a"), ran("a"), held())
    scenario = seen.of(labels.SCENARIO)["S.a"]
    assert not overdue(scenario, 2_000_000_000_000)
    assert overdue(scenario, 2_000_000_000_001)
    looks = judge_bdv(seen, True, 2_000_000_000_001).looks
    (late,) = (look for look in looks if look.code == "review_overdue")
    assert late.severity == "WARNING" and not late.blocking
    assert "m.keller" in late.explain
    assert "2033-05-18" in late.title


@pytest.mark.parametrize(
    ("tag", "holds"), [("@quarantine:flaky", True), ("@quarantine", True), ("@quarantine_room", False)]
)
def test_a_tag_quarantines_with_the_reason_that_it_is_a_tag(tag: str, holds: bool) -> None:
    spec = bdv.ScenarioSpec(scenario_id="S.a", name="a", tags=[tag])
    told = bdv.FeatureDiscovered(feature_id="F", feature_path="x.feature", name="x", scenarios=[spec])
    scenario = state(("bdv.feature.discovered", told)).of(labels.SCENARIO)["S.a"]
    assert bool(scenario.get("quarantined")) == holds
    assert scenario.get("quarantine_reason") == (TAGGED if holds else None)


def test_who_comes_out_leaves_owner_and_date_behind() -> None:
    out: Step = ("bdv.scenario.unquarantined", bdv.ScenarioUnquarantined(scenario_id="S.a"))
    scenario = state(feature("x", "a"), held(), out).of(labels.SCENARIO)["S.a"]
    assert [scenario.get(name) for name in ("owner", "review_date", "quarantined")] == [None, None, False]


def test_a_rate_of_nothing_says_that_it_is_steady_again() -> None:
    flaky: Step = ("bdv.flake.detected", bdv.FlakeDetected(scenario_id="S.a", flake_rate=0.4, total_runs=5))
    steady: Step = ("bdv.flake.detected", bdv.FlakeDetected(scenario_id="S.a", flake_rate=0.0, total_runs=3))
    assert state(feature("x", "a"), flaky).of(labels.SCENARIO)["S.a"].get("flaky") is True
    assert state(feature("x", "a"), flaky, steady).of(labels.SCENARIO)["S.a"].get("flaky") is False
