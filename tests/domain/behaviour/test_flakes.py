"""Flakes: a rate only between attempts at one version of the code, with its interval, whatever the order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.behaviour.flakes import WINDOW, Outcome, measure, times, trend, wilson, window

LETTERS = st.text("PF", max_size=40)


def outcomes(letters: str, code: str = "c1", start: int = 0) -> list[Outcome]:
    return [Outcome(start + n, letter == "P", code, f"r{n}") for n, letter in enumerate(letters)]


@given(LETTERS)
def test_the_rate_is_the_share_that_failed_of_the_last_ten_when_both_outcomes_occurred(letters: str) -> None:
    last, found = letters[-10:], measure(outcomes(letters))
    assert found.letters == last
    if len(last) >= 3 and {"P", "F"} <= set(last):
        assert (found.standing, found.rate) == ("flaky", last.count("F") / len(last))
    elif len(last) >= 3 and "P" in last:
        assert (found.standing, found.rate) == ("steady", 0.0)
    else:
        assert found.rate is None


@given(LETTERS, st.integers(0, 1000))
def test_the_order_in_which_attempts_are_told_changes_nothing(letters: str, seed: int) -> None:
    told = outcomes(letters)
    mixed = Random(seed).sample(told, len(told))
    assert measure(mixed) == measure(told)


@given(LETTERS, LETTERS.filter(bool))
def test_attempts_at_another_version_of_the_code_do_not_count(old: str, new: str) -> None:
    assert measure([*outcomes(old, "c1"), *outcomes(new, "c2", 100)]) == measure(outcomes(new, "c2", 100))


@given(LETTERS.filter(lambda text: len(text) >= 3 and "P" in text[-10:]))
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(letters: str) -> None:
    found = measure(outcomes(letters))
    assert found.rate is not None and found.low is not None and found.high is not None
    assert 0 <= found.low <= found.rate <= found.high <= 1


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_more_runs_of_the_same_share_say_more(shape: tuple[int, int]) -> None:
    low, high = wilson(*shape)
    closer = wilson(shape[0] * 4, shape[1] * 4)
    assert closer[1] - closer[0] < high - low


def test_wilson_says_what_the_books_say() -> None:
    assert [round(bound, 4) for bound in wilson(1, 10)] == [0.0179, 0.4042]
    assert [round(bound, 4) for bound in wilson(0, 10)] == [0.0, 0.2775]
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("letters", "rising"), [("PPPPPFFFFF", True), ("FFFFFPPPPP", False), ("PPFPPPFPPP", False)])
def test_a_rate_that_grows_from_run_to_run_rises(letters: str, rising: bool) -> None:
    assert measure(outcomes(letters)).rising is rising


@given(LETTERS)
def test_the_trend_of_the_opposite_is_the_opposite_trend(letters: str) -> None:
    opposite = letters.translate(str.maketrans("PF", "FP"))
    assert trend(letters) == pytest.approx(-trend(opposite), abs=1e-9)


@given(LETTERS)
def test_the_window_is_at_most_ten_attempts(letters: str) -> None:
    assert len(window(outcomes(letters))) == min(len(letters), WINDOW)


def test_times_tell_mean_median_quantiles_and_outliers() -> None:
    took = [Outcome(n, True, duration_ms=float(ms)) for n, ms in enumerate([10.0] * 99 + [1000.0])]
    found = times(took)
    assert found is not None
    assert (found.median, found.p95, found.p99, found.outliers) == (10.0, 10.0, 10.0, 1)
    assert found.mean == pytest.approx(19.9)
    assert times([]) is None


@pytest.mark.parametrize(
    ("error", "cause", "sure"),
    [("connection refused", "network", 0.9), ("the uuid differs", "data", 0.85), ("locale de", "environment", 0.75)],
)
def test_the_error_hints_at_the_cause_with_its_confidence(error: str, cause: str, sure: float) -> None:
    told = [Outcome(n, letter == "P", error="" if letter == "P" else error) for n, letter in enumerate("PFPP")]
    assert (measure(told).cause, measure(told).cause_confidence) == (cause, sure)


def test_durations_that_scatter_hint_at_timing() -> None:
    told = [
        Outcome(n, letter == "P", duration_ms=ms)
        for n, (letter, ms) in enumerate(zip("PFPP", (1.0, 90.0, 2.0, 1.0), strict=True))
    ]
    assert (measure(told).cause, measure(told).cause_confidence) == ("timing", 0.8)
