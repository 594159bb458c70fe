"""Journeys: a step is covered by a passing scenario, blocked by what it depends on, else missing."""

import pytest

from app.domain.behaviour.journeys import JourneyCoverage, journeys, overall
from app.domain.payloads.journeys import JourneyDeclared, JourneyStep
from app.domain.verdict.bdv import judge_bdv
from tests.lenses.builders import Step, feature, ran, state


def declared(*steps: JourneyStep, key: str = "J", severity: str = "critical") -> Step:
    return "bdv.journey.declared", JourneyDeclared(journey_id=key, severity=severity, steps=list(steps))


def step(key: str, **said: object) -> JourneyStep:
    return JourneyStep(**{"step_id": key, "scenario": key, **said})  # type: ignore[arg-type]


def found(*steps: Step) -> JourneyCoverage:
    return journeys(state(feature("shop", "log in", "pay"), *steps))[0]


def states(*steps: Step) -> list[str]:
    return [s.state for s in found(*steps).steps]


def test_a_passing_scenario_covers_and_a_failed_one_does_not() -> None:
    plan = declared(step("log in"), step("pay"))
    assert states(plan, ran("log in"), ran("pay", "FAILED")) == ["covered", "missing"]


def test_what_depends_on_a_gap_is_blocked_through_all_that_lies_between() -> None:
    plan = declared(step("elsewhere"), step("log in", depends_on=["elsewhere"]), step("pay", depends_on=["log in"]))
    assert states(plan, ran("log in"), ran("pay")) == ["missing", "blocked", "blocked"]


@pytest.mark.parametrize(
    "wants",
    [
        {"scenario": "p*"},
        {"scenario": "pay", "feature": "*shop*"},
        {"scenario": "", "feature": "./shop"},
    ],
)
def test_names_and_paths_may_be_patterns(wants: dict[str, str]) -> None:
    assert states(declared(step("x", **wants)), ran("log in"), ran("pay")) == ["covered"]


def test_a_contract_is_meant_with_or_without_its_version() -> None:
    tagged = feature("bank", "refund", tags=["@contract:Pay:v1.2"])
    for wants, state_of_step in (("Pay", "covered"), ("Pay:1.2", "covered"), ("Pay:v2.0", "missing")):
        plan = declared(step("x", scenario="", contract=wants))
        seen = journeys(state(tagged, plan, ran("refund")))
        assert [s.state for s in seen[0].steps] == [state_of_step]


def test_an_optional_step_may_be_missing() -> None:
    coverage = found(declared(step("log in"), step("nowhere", required=False)), ran("log in"))
    assert not coverage.gaps
    assert overall([coverage]) == 1.0


def test_the_most_severe_journey_comes_first() -> None:
    told = [declared(step("pay"), key=name, severity=name) for name in ("low", "critical", "high")]
    assert [j.severity for j in journeys(state(feature("x", "pay"), *told))] == ["critical", "high", "low"]


def test_a_journey_that_is_not_critical_blocks_nothing_and_is_told() -> None:
    judged = judge_bdv(state(feature("x", "pay"), ran("pay"), declared(step("nowhere"), severity="high")), True)
    assert [look.code for look in judged.looks] == ["journey_uncovered"]
    assert "journey_uncovered" not in [reason.code for reason in judged.reasons]
