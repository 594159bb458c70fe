"""When to judge: bursts follow from the log alone, however it was read, and a large burst stays affordable."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.moments import acceptance
from app.domain.verdict.checkpoints import LONGEST_MS, MOST, PAUSE_MS, bursts, thinned

GAPS = st.lists(st.integers(0, 2 * PAUSE_MS), min_size=1, max_size=60)


def moments(gaps: list[int]) -> list[int]:
    at, found = 1_000_000, []
    for gap in gaps:
        at += gap
        found.append(at)
    return found


def cut(items: list[int], settled_ms: int) -> list[list[int]]:
    return bursts(items, lambda ms: acceptance(ms, 0, 0), settled_ms)


@given(GAPS, st.integers(1, 60))
def test_reading_in_parts_finds_the_same_bursts(gaps: list[int], first: int):
    items = moments(gaps)
    settled = items[-1] + PAUSE_MS
    whole = cut(items, settled)
    early = cut(items[:first], items[:first][-1])
    rest = items[sum(map(len, early)) :]
    assert [*early, *cut(rest, settled)] == whole
    assert [ms for burst in whole for ms in burst] == items


@given(GAPS)
def test_a_burst_neither_pauses_nor_lasts(gaps: list[int]):
    for burst in cut(moments(gaps), 10**12):
        assert all(b - a < PAUSE_MS for a, b in pairwise(burst))
        assert burst[-1] - burst[0] < LONGEST_MS


def test_what_may_still_grow_is_left_alone():
    assert cut([1_000, 1_100], 1_100 + PAUSE_MS - 1) == []
    assert cut([1_000, 1_100], 1_100 + PAUSE_MS) == [[1_000, 1_100]]


@given(st.integers(1, 5 * MOST))
def test_of_many_moments_an_even_selection_is_judged_with_the_first_and_the_last(count: int):
    kept = thinned(range(count))
    assert len(kept) == min(count, MOST)
    assert (kept[0], kept[-1]) == (0, count - 1)
