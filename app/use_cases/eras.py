"""Eras: stretches of time in which what is said of an unchanged state stays the same.

Between two revisions time itself changes little: a suppression or waiver that ends, and how many days are left.
"""

from bisect import bisect_right
from typing import Final

import msgspec

from app.domain import labels
from app.domain.correlate.standing import unlinked_at
from app.domain.state import IterationState
from app.domain.verdict import suppression

_DAY_MS: Final = 86_400_000

Era = tuple[int, int]
"""Equal for moments between which nothing ends and no day is over."""

STANDING: Final[Era] = (0, 0)
"""The era of a moment in the past, which never moves."""


class Eras(msgspec.Struct, frozen=True):
    """When something of a state will end (ms, sorted); ``dated``: whether days count, as they do where it will."""

    ends: tuple[int, ...]
    dated: bool

    def at(self, moment: int) -> Era:
        """The era that a moment (ms) lies in."""
        return bisect_right(self.ends, moment), moment // _DAY_MS if self.dated else 0


def eras_of(state: IterationState) -> Eras:
    """The eras of a state."""
    ends = [until for v in state.of(labels.VIOLATION).values() for until in suppression.ends(v)]
    ends += [s.get("expires", 0) for s in state.of(labels.SUPPRESSION).values()]
    dated = bool(ends or state.of(labels.ADR))
    ends += [w.get("until", 0) for w in state.of(labels.WAIVER).values()]
    ends += [o.get("expires", 0) for o in state.of(labels.OVERRIDE).values()]
    ends += [unlinked_at(link) for link in state.of(labels.PENDING_LINK).values()]
    ends += [s.get("review_date", 0) for s in state.of(labels.SCENARIO).values() if s.get("quarantined")]
    return Eras(tuple(sorted(ends)), dated)
