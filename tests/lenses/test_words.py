"""Figures in words."""

import pytest

from app.lenses import words


@pytest.mark.parametrize(
    ("ms", "said"),
    [(42_000, "42 s"), (494_000, "8:14 min"), (7_500_000, "2 h 05 min"), (5 * 86_400_000, "5 days"), (-3, "0 s")],
)
def test_a_length_of_time_is_said_in_the_unit_that_fits(ms: int, said: str) -> None:
    assert words.span(ms) == said


def test_moments_name_their_zone() -> None:
    assert words.when(1_793_800_438_000) == "2026-11-04 13:53:58 UTC" and words.when(None) == ""


def test_lists_are_cut_with_the_number_of_the_rest() -> None:
    assert words.listed("abcde", 3) == "a, b, c and 2 more" and words.listed("abc", 3) == "a, b, c"


def test_a_sentence_keeps_the_names_of_things_as_they_are() -> None:
    assert words.sentence("payments.api breaks R4") == "payments.api breaks R4."
    assert words.sentence("the gate failed") == "The gate failed." and words.sentence(" ") == ""


def test_counts_agree_with_their_noun() -> None:
    assert (words.plural(1, "task"), words.plural(1_200, "task"), words.plural(0, "branch", "branches")) == (
        "1 task",
        "1,200 tasks",
        "0 branches",
    )
