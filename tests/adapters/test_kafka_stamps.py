"""Acceptances from the brokers' stamps are the same whoever meets the records, and grow along each lane."""

from bisect import bisect_left
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.kafka_log.stamps import Stamps
from app.domain.moments import known_ms

WINDOW = 1 << 14
BATCHES = st.lists(st.tuples(st.integers(1, 9000), st.integers(0, 3)), min_size=1, max_size=6)
"""Batches of records with one stamp each: how many, and how many ms after the one before; less than a window each."""


def stamps_of(batches: list[tuple[int, int]]) -> list[int]:
    """The stamp of each offset, as brokers give them."""
    ms, found = 1_762_264_480_000, list[int]()
    for count, later in batches:
        ms += later
        found += [ms] * count
    return [stamp for stamp, count in Counter(found).items() for _ in range(min(count, WINDOW - 1))]


@settings(max_examples=25, deadline=None)
@given(BATCHES, st.data())
def test_whoever_begins_anywhere_finds_the_same_growing_acceptances(
    batches: list[tuple[int, int]], data: st.DataObject
) -> None:
    stamps = stamps_of(batches)

    def first_since(lane: int, ms: int) -> int:
        return bisect_left(stamps, ms)

    whole = Stamps(first_since)
    accepted = [whole.accepted(5, offset, ms) for offset, ms in enumerate(stamps)]
    assert accepted == sorted(set(accepted))
    assert all(ms <= known_ms(found) <= ms + 1 for ms, found in zip(stamps, accepted, strict=True))
    for start in data.draw(st.lists(st.integers(0, max(len(stamps) - 1, 0)), max_size=5)) if stamps else []:
        part, stop = Stamps(first_since), start + 3000
        assert [part.accepted(5, n, ms) for n, ms in enumerate(stamps[start:stop], start)] == accepted[start:stop]
        alone = Stamps(first_since)
        assert alone.accepted(5, start, stamps[start], follows=False) == accepted[start]
