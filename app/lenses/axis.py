"""The axis of the dock: real time, of which stretches without any event are folded where they would take all room.

One event weeks after all others would leave these a few pixels. So what is far longer than everything that is left is
folded to a narrow piece of its own; between folds time runs evenly, at one pace everywhere.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

MOST_FOLDS: Final = 8
FOLDED: Final = 0.045
"""The share of the axis that a folded stretch keeps, however long it is."""
SQUEEZES: Final = 2 / 3
"""Stretches are folded when together they take at least this share of what there is."""
STANDS_OUT: Final = 8
"""And when each is so many times as long as the longest that stays."""

Stretch = tuple[int, int]


class Axis(msgspec.Struct, frozen=True):
    """From time to place and back: ``knots`` are times (ms) with their places (0 to 1), both rising, straight between
    them; ``folds`` are the folded stretches."""

    knots: tuple[tuple[int, float], ...]
    folds: tuple[Stretch, ...] = ()

    def place(self, at: int) -> float:
        """Where a moment lies, from 0 (the first) to 1 (the last)."""
        after = min(max(1, bisect_right(self.knots, at, key=lambda knot: knot[0])), len(self.knots) - 1)
        (since, low), (until, high) = self.knots[after - 1], self.knots[after]
        return min(1.0, max(0.0, low + (high - low) * (at - since) / max(1, until - since)))


def axis_of(times: Iterable[int]) -> Axis:
    """The axis over these moments (ms)."""
    known = sorted(set(times)) or [0]
    folds = sorted(_folded(list(pairwise(known))))
    return Axis(tuple(_knots(known[0], known[-1], folds)), tuple(folds))


def _folded(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The longest stretches that squeeze what is left; then those that squeeze what is left of that."""
    longest = sorted(stretches, key=_length, reverse=True)
    total = sum(map(_length, longest))
    begin = 0
    for end in range(1, min(len(longest), MOST_FOLDS + 1)):
        taken = sum(map(_length, longest[begin:end]))
        if _length(longest[end - 1]) >= STANDS_OUT * _length(longest[end]) and taken >= SQUEEZES * total:
            begin, total = end, total - taken
    return longest[:begin]


def _length(stretch: Stretch) -> int:
    return stretch[1] - stretch[0]


def _knots(start: int, end: int, folds: Sequence[Stretch]) -> Iterable[tuple[int, float]]:
    """Beginning and end of everything, and of each fold."""
    pace = (1 - FOLDED * len(folds)) / max(1, end - start - sum(map(_length, folds)))
    at, place = start, 0.0
    yield at, place
    for since, until in folds:
        place += (since - at) * pace
        if since > at:
            yield since, place
        at, place = until, place + FOLDED
        if until < end:
            yield until, place
    yield max(end, start + 1), 1.0
