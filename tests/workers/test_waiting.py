"""Bursts follow from the log alone, however lanes are shared."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.moments import acceptance
from app.ports import Record
from workers.waiting import Waiting

LANES = 4
GAPS = st.lists(st.tuples(st.integers(0, LANES - 1), st.integers(0, 400)), max_size=40)


def records(gaps: list[tuple[int, int]]) -> list[Record]:
    """Records of the lanes named, each so many ms after the one before."""
    told, ms = [], 1_000
    for offset, (lane, gap) in enumerate(gaps):
        ms += gap
        told.append(Record("bdv", lane, offset, acceptance(ms, lane, offset), str(lane), b""))
    return told


def cut(told: list[Record], sizes: list[int], settled: bool = True) -> list[list[int]]:
    """The offsets of the bursts, when the records are taken in by parts of these sizes."""
    waiting, found = Waiting(), []
    parts = [told[sum(sizes[:n]) : sum(sizes[: n + 1])] for n in range(len(sizes))]
    for part in [*parts, told[sum(sizes) :]]:
        waiting.add((record, None) for record in part)
        settled_ms = part[-1].accepted >> 20 if part else 0
        for burst in waiting.over(settled_ms, None):
            found.append([record.offset for record, _ in burst])
            waiting.judged(burst)
    for burst in waiting.over(1 << 40 if settled else 0, None):
        found.append([record.offset for record, _ in burst])
        waiting.judged(burst)
    assert bool(waiting) == (sum(map(len, found)) < len(told))
    return sorted(found)


@given(GAPS, st.lists(st.integers(0, 15), max_size=5))
def test_however_it_is_read_the_bursts_are_the_same(gaps: list[tuple[int, int]], sizes: list[int]) -> None:
    told = records(gaps)
    assert cut(told, sizes) == cut(told, [])


@given(GAPS)
def test_what_is_on_other_lanes_makes_no_difference(gaps: list[tuple[int, int]]) -> None:
    told = records(gaps)
    alone = [burst for lane in range(LANES) for burst in cut([r for r in told if r.partition == lane], [])]
    assert cut(told, []) == sorted(alone)


def test_what_may_still_grow_waits() -> None:
    waiting = Waiting()
    (record,) = records([(0, 0)])
    waiting.add([(record, None)])
    assert list(waiting.over(record.accepted >> 20, None)) == []
    assert list(waiting.over((record.accepted >> 20) + 1_000, {"bdv-0": 0})) == []
    assert list(waiting.over((record.accepted >> 20) + 1_000, {"bdv-0": 1})) == [[(record, None)]]
    assert waiting
