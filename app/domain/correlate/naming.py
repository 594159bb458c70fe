"""Meeting by name (C2): of each name the likest few, found without comparing everybody with everybody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from heapq import nsmallest
from typing import Final

from app.domain.correlate.crowd import Crowd, Stay
from app.domain.correlate.meetings import stays
from app.domain.correlate.steps import FOREVER, Steps
from app.domain.correlate.wording import ENOUGH, Shelf, Words, alike, words_of
from app.domain.graph import Node, NodeId

MOST_LIKE: Final = 6
"""Of the names like a given one so many are looked at, the likest: who has to choose is told five.
Whoever has refused some looks at so many more."""

_GRAIN: Final = 100

_VERY_LIKE: Final = 0.7
"""Names that are so like are found by two or three of their words, however many share all others."""


class _Likest:
    """The names most like one, over time. What is no more like than ``far`` and comes after ``since`` is not seen."""

    __slots__ = ("complete_from", "crowd", "far", "since")

    def __init__(self) -> None:
        self.crowd = Crowd(MOST_LIKE)
        self.complete_from = FOREVER
        self.far, self.since = _bound(ENOUGH), -1

    def settle(self) -> None:
        """Work out anew what is too far: once the crowd is full for good, what is no more like than its last."""
        steps = self.crowd.steps()
        full = bool(steps) and len(steps[-1][1]) == self.crowd.most
        self.since = steps[-1][0] if full else -1
        self.far = _bound(-steps[-1][1][-1].rank) if full else _bound(ENOUGH)


def _bound(similarity: float) -> int:
    """In hundredths, rounded down."""
    return int(similarity * _GRAIN)


class ByName:
    """Names meet that have more than half of their words in common.

    Names sought are shelved by what is too far from them, so that the next of very many names that are all
    alike is compared with none of them.
    """

    def __init__(self, seeker_name: Callable[[Node], str], offer_name: Callable[[Node], str]) -> None:
        self._seeker_name, self._offer_name = seeker_name, offer_name
        self._seekers: dict[Words, set[NodeId]] = {}
        self._likest: dict[Words, _Likest] = {}
        self._sought: dict[int, Shelf] = defaultdict(Shelf)
        self._since: dict[int, int] = defaultdict(int)
        self._offered = Shelf()
        self._called: dict[Words, Crowd] = {}
        self._known: dict[NodeId, tuple[Words, ...]] = {}
        self._spelt: dict[str, Words] = {}
        self._widest = MOST_LIKE

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """The seeker is, or has become, this."""
        for words in _ever(steps, self._seeker_name):
            if words not in self._seekers:
                self._seekers[words], self._likest[words] = set(), _Likest()
                self._sought[_bound(ENOUGH)].add(words)
            self._seekers[words].add(seeker)
            if steps[0][0] < self._likest[words].complete_from:
                self._search(words, steps[0][0])

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterable[NodeId]:
        """The offer is, or has become, this; the seekers that may have to decide anew."""
        every = _ever(steps, self._offer_name).union(self._known.get(offer, ()))
        affected: set[NodeId] = set()
        if every:
            self._known[offer] = tuple(every)
        for words in every:
            for sought in self._concerned(words, offer, stays(offer, steps, self._is_called(words))):
                if self._show(sought, words, offer):
                    affected |= self._seekers[sought]
        return affected

    def near(self, steps: Steps[Node], refused: int) -> Iterator[NodeId]:
        """The offers that a seeker with this life has to look at, who may have refused so many of them."""
        for words in _ever(steps, self._seeker_name):
            crowd = self._likest[words].crowd
            if crowd.most < MOST_LIKE + refused:
                self._widen(words, MOST_LIKE + refused)
            yield from (offer for offer, _ in crowd.foremost(MOST_LIKE + refused))

    def _widen(self, sought: Words, most: int) -> None:
        """Look at more of the names like this one; of those who are called alike as many are needed."""
        crowd = self._likest[sought].crowd
        crowd.widen(most)
        if crowd.most > self._widest:
            self._widest = crowd.most
            for called in self._called.values():
                called.widen(crowd.most)
        self._search(sought, -1)

    def _concerned(self, words: Words, offer: NodeId, when: list[Stay]) -> set[Words]:
        """The names sought for which it may matter that the offer is now called so at these times."""
        called = self._all_called(words)
        is_new = offer not in called.members()
        if not called.put(offer, when):
            return set()
        found: set[Words] = set()
        for bound, shelf in list(self._sought.items()):
            late = is_new and when[0].since > self._since[bound]
            found.update(shelf.like(words, bound / _GRAIN if late else ENOUGH))
        return found

    def _search(self, sought: Words, since: int) -> None:
        """Look for the likest from a moment on: the first few will do when they were there by then, for good."""
        likest = self._likest[sought]
        few = self._few(sought, since) if likest.complete_from == FOREVER else []
        likest.complete_from = since if few else -1
        for offered in few or self._offered.like(sought):
            self._place(sought, offered, self._called[offered].foremost())
        self._shelve(sought)

    def _few(self, sought: Words, since: int) -> list[Words]:
        """The likest names if they are there from then on, for good; the very like are looked for first."""
        for floor in (_VERY_LIKE, ENOUGH):
            every = self._offered.like(sought, floor)
            few = nsmallest(MOST_LIKE, ((-score, *self._first(offered)) for offered, score in every.items()))
            if sum(first <= since and until == FOREVER for _, first, _, until in few) == MOST_LIKE:
                return [self._spelt[spelt] for _, _, spelt, _ in few]
        return []

    def _first(self, offered: Words) -> tuple[int, str, int]:
        """Since when somebody is called like this, the name (for a firm order), and until when the first one is."""
        steps = self._called[offered].steps()
        first = steps[0][1][0] if steps else Stay(0.0, FOREVER, None, FOREVER)
        return first.since, " ".join(sorted(offered)), first.until

    def _show(self, sought: Words, offered: Words, changed: NodeId) -> bool:
        """Let those who are called like this take their place among the likest; whether that changes who is seen."""
        called = self._called[offered]
        few = len(called) <= MOST_LIKE  # then all others stand where they stood
        changes, lost = self._place(sought, offered, [changed] if few else {*called.foremost(), changed})
        if lost:  # what was too far may matter again
            self._search(sought, -1)
        elif changes:
            self._shelve(sought)
        return changes

    def _place(self, sought: Words, offered: Words, offers: Iterable[NodeId]) -> tuple[bool, bool]:
        """Whether this changes who is seen, and whether anybody is no longer where they were."""
        crowd, members = self._likest[sought].crowd, self._called[offered].members()
        rank, spelt, changes, lost = -alike(sought, offered), " ".join(sorted(offered)), False, False
        for offer in offers:
            who = (offer, spelt)
            there = tuple(Stay(rank, stay.since, who, stay.until) for stay in members.get(offer, ()))
            lost |= crowd.members().get(who, there) != there
            changes |= crowd.put(who, there)
        return changes, lost

    def _shelve(self, sought: Words) -> None:
        likest = self._likest[sought]
        before = likest.far
        likest.settle()
        self._since[likest.far] = max(self._since[likest.far], likest.since)
        if likest.far != before:
            self._sought[before].remove(sought)
            self._sought[likest.far].add(sought)

    def _all_called(self, words: Words) -> Crowd:
        crowd = self._called.get(words)
        if crowd is None:
            crowd = self._called[words] = Crowd(self._widest)
            self._offered.add(words)
            self._spelt[" ".join(sorted(words))] = words
        return crowd

    def _is_called(self, words: Words) -> Callable[[Node], bool]:
        return lambda node: words_of(self._offer_name(node)) == words


def _ever(steps: Steps[Node], name: Callable[[Node], str]) -> set[Words]:
    return {words for _, node in steps if node is not None and (words := words_of(name(node)))}
