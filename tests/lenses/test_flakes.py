"""Flakes: a rate only where there is one, with the interval that so few runs deserve."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.payloads import bdv
from app.lenses.flakes import flakes, wilson
from app.lenses.views import Flake
from tests.lenses.builders import Step, at, feature, quarantined, ran, state


def told(*outcomes: str, more: tuple[Step, ...] = (), **fields: object) -> Flake:
    """The flake report of one scenario with these runs."""
    runs = [
        ran("a", {"P": "PASSED", "F": "FAILED"}[o], run=f"r{n}", **(fields if o == "F" else {}))
        for n, o in enumerate(outcomes)
    ]
    return flakes(state(feature("x", "a"), *runs, *more))[0]


def test_the_rate_is_the_share_of_failed_runs_old_to_new() -> None:
    found = told(*"PFPPPFPPFP")
    assert (found.runs, found.rate, found.state) == ("PFPPPFPPFP", 0.3, "flaky")


def test_only_the_last_ten_runs_count() -> None:
    assert told(*"FFFFPPPPPPPPPP").rate == 0.0


def test_who_always_fails_keeps_failing_and_has_no_rate() -> None:
    found = told("F", "F")
    assert (found.state, found.rate, found.low) == ("keeps failing", None, None)


def test_two_runs_are_too_few() -> None:
    assert (told("P", "F").state, told("P", "F").rate) == ("too few runs", None)


def test_quarantine_is_told_with_its_ticket() -> None:
    found = told(*"PFPPP", more=(quarantined("a"),))
    assert (found.state, found.rate, found.ticket) == ("quarantined", 0.2, "PAY-812")


def test_a_scenario_that_ran_once_says_nothing_about_flakes() -> None:
    assert flakes(state(feature("x", "a"), ran("a"))) == ()


@pytest.mark.parametrize(
    ("error", "cause"),
    [("read timed out", "network"), ("uuid differs", "data"), ("locale de_DE", "environment"), ("boom", "unknown")],
)
def test_the_error_text_hints_at_the_cause(error: str, cause: str) -> None:
    assert told(*"PFPP", error_message=error).cause == cause


def test_turning_to_and_fro_hints_at_a_race() -> None:
    assert told(*"PFPFPFPF", error_message="boom").cause == "race"


def test_the_interval_of_three_in_ten_is_wilsons() -> None:
    low, high = wilson(3, 10)
    assert (round(low, 3), round(high, 3)) == (0.108, 0.603)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_nought_and_one(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)
    assert 0.0 <= low <= pair[0] / pair[1] + 1e-9 and pair[0] / pair[1] - 1e-9 <= high <= 1.0


@pytest.mark.parametrize(
    ("outcomes", "trend"), [("PPPFFF", "rising"), ("FFFPPP", "falling"), ("PPPPP", "level"), ("PF", "")]
)
def test_the_trend_says_where_the_rate_goes(outcomes: str, trend: str) -> None:
    assert told(*outcomes).trend == trend


def test_a_review_that_is_over_is_told_with_owner_and_reason() -> None:
    payload = bdv.ScenarioQuarantined(scenario_id="S.a", reason="dice", owner="m.keller", review_date=at(10))
    seen = state(feature("x", "a"), ran("a"), ("bdv.scenario.quarantined", payload))
    early, late = flakes(seen, at(9))[0], flakes(seen, at(11))[0]
    assert (early.owner, early.reason, early.overdue, late.overdue) == ("m.keller", "dice", False, True)
