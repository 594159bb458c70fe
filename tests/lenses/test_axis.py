"""The axis of the dock: a lonely event takes no room from the others, and moments keep their order and come back."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from app.lenses.axis import FOLDED, MOST_FOLDS, Axis, axis_of

WEEK = 7 * 86_400_000
MINUTE = 60_000

Times = st.lists(st.integers(0, 9).flatmap(lambda scale: st.integers(0, 10 ** (scale + 3))), min_size=1, max_size=60)


def moment(axis: Axis, place: float) -> float:
    """Back from a place to its moment, as the browser does it."""
    found = next((n for n in range(1, len(axis.knots)) if axis.knots[n][1] >= place), len(axis.knots) - 1)
    (since, low), (until, high) = axis.knots[found - 1], axis.knots[found]
    return since + (until - since) * (place - low) / (high - low)


def shares(axis: Axis, *stretches: tuple[int, int]) -> list[float]:
    return [axis.place(until) - axis.place(since) for since, until in stretches]


@given(Times)
@example([0])
@example([0, WEEK])
def test_the_axis_goes_from_the_first_moment_to_the_last_and_never_back(times: list[int]) -> None:
    axis = axis_of(times)
    assert axis.place(min(times)) == 0
    assert axis.place(max(times)) == (1 if max(times) > min(times) else 0)
    places = [axis.place(at) for at in sorted(set(times))]
    assert all(a < b for a, b in pairwise(places))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(axis.knots))


@given(Times, st.floats(0, 1))
def test_a_place_leads_back_to_its_moment(times: list[int], share: float) -> None:
    axis = axis_of(times)
    at = min(times) + round(share * (max(times) - min(times)))
    back = moment(axis, axis.place(at))
    assert abs(back - at) <= 1 + 1e-6 * (max(times) - min(times))


@given(Times)
def test_only_stretches_without_any_event_are_folded_and_each_to_the_same_width(times: list[int]) -> None:
    axis = axis_of(times)
    assert len(axis.folds) <= MOST_FOLDS
    for since, until in axis.folds:
        assert {since, until} <= set(times) and not any(since < at < until for at in times)
        assert abs(shares(axis, (since, until))[0] - FOLDED) < 1e-9


@given(Times)
def test_between_folds_time_runs_at_one_pace(times: list[int]) -> None:
    axis = axis_of(times)
    even = [(a, b) for a, b in pairwise(axis.knots) if (a[0], b[0]) not in axis.folds]
    paces = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in even]
    assert all(abs(pace - paces[0]) <= 1e-6 * paces[0] for pace in paces)


def test_one_event_weeks_later_leaves_the_others_their_room() -> None:
    busy = [n * MINUTE for n in range(60)]
    axis = axis_of([*busy, 5 * WEEK])
    assert axis.folds == ((59 * MINUTE, 5 * WEEK),)
    assert axis.place(59 * MINUTE) > 0.9
    assert axis_of([0, *(5 * WEEK + at for at in busy)]).folds == ((0, 5 * WEEK),)


def test_stretches_as_long_as_each_other_are_folded_together() -> None:
    burst = [n * MINUTE for n in range(30)]
    axis = axis_of(WEEK * week + at for week in range(4) for at in burst)
    assert len(axis.folds) == 3


def test_what_squeezes_what_is_left_is_folded_too() -> None:
    burst = [n * MINUTE for n in range(30)]
    axis = axis_of([*(WEEK * week + at for week in range(3) for at in burst), 300 * WEEK])
    assert len(axis.folds) == 3


def test_a_life_of_even_pace_nights_and_few_events_is_not_folded() -> None:
    hour = 60 * MINUTE
    days = [day * 24 * hour + at * MINUTE for day in range(5) for at in range(0, 8 * 60, 20)]
    for times in (range(0, WEEK, 977_000), days, [0, MINUTE, 2 * MINUTE], [0, 5], [7]):
        assert axis_of(times).folds == ()


def test_a_long_break_stands_beside_breaks_that_need_no_fold() -> None:
    hour = 60 * MINUTE
    times = [*range(0, hour, MINUTE), *range(2 * hour, 3 * hour, MINUTE), 4 * WEEK]
    assert axis_of(times).folds == ((3 * hour - MINUTE, 4 * WEEK),)
