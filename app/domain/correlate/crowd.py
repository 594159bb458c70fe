"""The foremost of a crowd over time.

Thousands may share a key (``__init__.py``, a word, a contract that everybody uses) while a decision needs
only the first few of them. A crowd keeps, for each moment, who is foremost then; whoever comes behind
them changes nothing, so that nobody has to decide anew.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.domain.correlate.steps import FOREVER


class Stay(NamedTuple):
    """A member is there for some time. The least ``rank`` is foremost, then who came first, then by id."""

    rank: float
    since: int
    who: Any
    until: int
    what: Any = None


class Crowd:
    """Members that come and go; ``most`` of them are seen at a time."""

    __slots__ = ("_members", "_most", "_seen", "_shown", "_times")

    def __init__(self, most: int) -> None:
        self._most = most
        self._members: dict[Any, tuple[Stay, ...]] = {}
        self._seen: set[Any] = set()
        self._times: list[int] = []
        self._shown: list[tuple[Stay, ...]] = []

    def __len__(self) -> int:
        return len(self._members)

    def members(self) -> dict[Any, tuple[Stay, ...]]:
        """Everybody, with when they are there."""
        return self._members

    def put(self, who: Any, stays: Sequence[Stay]) -> bool:
        """This is when the member is there, whatever was said before; whether what is seen has changed."""
        known = self._members.get(who, ())
        if known == tuple(stays):
            return False
        if stays:
            self._members[who] = tuple(stays)
        else:
            del self._members[who]
        if known and who in self._seen:
            return self._again()
        return sum(self._enter(stay) for stay in stays) > 0

    def steps(self) -> list[tuple[int, tuple[Stay, ...]]]:
        """Who is seen from each moment on."""
        return list(zip(self._times, self._shown, strict=True))

    def foremost(self, most: int | None = None) -> Iterable[Any]:
        """Everybody who is seen at some time, or then is one of the first so many of these."""
        return dict.fromkeys(stay.who for shown in self._shown for stay in shown[:most])

    @property
    def most(self) -> int:
        """How many are seen at a time."""
        return self._most

    def widen(self, most: int) -> None:
        """From now on so many are seen at a time, or more: twice as many, so that this is seldom done again."""
        if most > self._most:
            self._most = max(most, 2 * self._most)
            self._again()

    def _again(self) -> bool:
        before = self._times, self._shown
        self._times, self._shown = [], []
        self._seen = set()
        for stay in sorted(stay for stays in self._members.values() for stay in stays):
            self._enter(stay)
        return (self._times, self._shown) != before

    def _enter(self, stay: Stay) -> bool:
        """Show the member where there is room for it or it comes before others; whether anywhere."""
        first = max(0, bisect_right(self._times, stay.since) - 1)
        last = bisect_left(self._times, stay.until)
        full = self._times and self._times[0] <= stay.since
        if full and all(self._closed(shown, stay) for shown in self._shown[first:last]):
            return False
        begin, end = self._cut(stay.since), self._cut(stay.until)
        for place in range(begin, end):
            self._shown[place] = tuple(sorted((*self._shown[place], stay))[: self._most])
        self._seen.add(stay.who)
        self._join(begin, end)
        return True

    def _closed(self, shown: tuple[Stay, ...], stay: Stay) -> bool:
        return len(shown) == self._most and shown[-1][:3] < stay[:3]

    def _cut(self, moment: int) -> int:
        """The place of the step that begins at the moment; one is made if none does."""
        place = bisect_left(self._times, moment)
        if moment < FOREVER and (place == len(self._times) or self._times[place] != moment):
            self._times.insert(place, moment)
            self._shown.insert(place, self._shown[place - 1] if place else ())
        return place

    def _join(self, begin: int, end: int) -> None:
        """Steps around these places at which nothing changes are no steps."""
        for place in range(min(end, len(self._times) - 1), max(begin, 1) - 1, -1):
            if self._shown[place] == self._shown[place - 1]:
                del self._times[place], self._shown[place]
