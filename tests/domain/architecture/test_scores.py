"""The scores beside the verdict follow the formulas of the specification (5.3)."""

import pytest

from app.domain.architecture.scores import (
    DAY_MS,
    Condition,
    Figures,
    band,
    conformance,
    erosion,
    erosion_band,
    health,
)

CLEAN = Condition(passing=4, rules=4, complexity=0, coupling=0, cycles=0)


def figures(violations: str = "", cycles: str = "", **modules: tuple[int, int]) -> Figures:
    return Figures(
        violations=frozenset(violations),
        cycles=frozenset(cycles),
        coupling={name: ce for name, (ce, _) in modules.items()},
        complexity={name: steep for name, (_, steep) in modules.items()},
    )


def test_conformance_loses_by_severity_and_never_falls_below_nothing():
    assert conformance(["BLOCKING", "WARNING", "INFO"]) == pytest.approx(0.58)
    assert conformance(["BLOCKING"] * 9) == 0.0


@pytest.mark.parametrize(
    ("found", "score"),
    [
        (CLEAN, 100.0),
        (Condition(passing=2, rules=4, complexity=5, coupling=2.5, cycles=1), 20 + 15 + 15 + 16),
        (Condition(passing=0, rules=4, complexity=99, coupling=99, cycles=99), 0.0),
        (Condition(passing=0, rules=0, complexity=0, coupling=0, cycles=0), 60.0),
    ],
)
def test_health_adds_four_terms_each_floored_at_nothing(found: Condition, score: float):
    assert health(found) == pytest.approx(score)


@pytest.mark.parametrize(("score", "colour"), [(80, "green"), (79.9, "orange"), (60, "orange"), (59.9, "red")])
def test_health_has_three_colours(score: float, colour: str):
    assert band(score) == colour


def test_erosion_counts_what_got_worse_a_day():
    before = figures("a", "", m=(3, 5), n=(2, 2))
    now = figures("abc", "x", m=(4, 9), n=(2, 5), new=(9, 9))

    assert erosion(before, now, 10 * DAY_MS) == pytest.approx((2 + 1 + 1 + 1) / 10)
    assert erosion(before, now, 60_000) == 5.0
    assert erosion(now, before, DAY_MS) == 0.0


@pytest.mark.parametrize(("rate", "word"), [(1.0, "critical"), (0.5, "high"), (0.2, "medium"), (0.19, "low")])
def test_erosion_has_four_words(rate: float, word: str):
    assert erosion_band(rate) == word
