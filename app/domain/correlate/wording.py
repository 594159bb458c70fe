"""Names as sets of words, and meeting by them (C2): the similarity of two names is that of their word sets."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from app.domain.correlate.crowd import Crowd, Stay
from app.domain.correlate.meetings import stays
from app.domain.correlate.steps import Steps
from app.domain.graph import Node, NodeId

MOST_LIKE: Final = 6
"""Of the names like a given one so many are looked at, the likest: who has to choose is told five."""

Words = frozenset[str]
"""The words of a name, each once."""

_WORD: Final = re.compile(r"[^\W_]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_KIND: Final = re.compile(r"^[A-Z]{2,4}\.")


@lru_cache(maxsize=4096)
def words_of(name: str) -> Words:
    """Lower-case words. A name without blanks is an identifier: its kind is left out, its humps are words."""
    text = name if any(c.isspace() for c in name.strip()) else _HUMP.sub(" ", _KIND.sub("", name.strip()))
    return frozenset(word.casefold() for word in _WORD.findall(text))


def common(a: Words, b: Words) -> tuple[int, int]:
    """How many words both hold, and how many either."""
    shared = len(a & b)
    return shared, len(a) + len(b) - shared


def alike(a: Words, b: Words) -> float:
    """Jaccard: the share of words that both names hold, of those that either holds."""
    shared, either = common(a, b)
    return shared / either if either else 0.0


class _Shelf:
    """Word sets by size and word, so that those like a given one are found by its rarest words."""

    def __init__(self) -> None:
        self._sizes: set[int] = set()
        self._under: dict[tuple[int, str], set[Words]] = defaultdict(set)

    def add(self, words: Words) -> None:
        """The set is to be found from now on."""
        self._sizes.add(len(words))
        for word in words:
            self._under[len(words), word].add(words)

    def like(self, words: Words) -> set[Words]:
        """Every set on the shelf with more than half in common.

        Of two sets of n and s words with a Jaccard similarity over a half, more than (n + s) / 3 words are
        common; so at least one of any n − that + 1 words of the one is in the other, the rarest as well.
        """
        found: set[Words] = set()
        for size in self._sizes:
            fewest = (len(words) + size) // 3 + 1
            if fewest > min(len(words), size):
                continue
            rare = sorted((len(self._under.get((size, word), ())), word) for word in words)
            for count, word in rare[: len(words) - fewest + 1]:
                if count:
                    found |= self._under[size, word]
        return {other for other in found if alike(words, other) > 0.5}


class ByWords:
    """Names meet that have more than half of their words in common: of each name the likest few."""

    def __init__(self, seeker_name: Callable[[Node], str], offer_name: Callable[[Node], str]) -> None:
        self._seeker_name, self._offer_name = seeker_name, offer_name
        self._sought, self._offered = _Shelf(), _Shelf()
        self._seekers: dict[Words, set[NodeId]] = {}
        self._called: dict[Words, Crowd] = {}
        self._likest: dict[Words, Crowd] = {}
        self._known: dict[NodeId, tuple[Words, ...]] = {}
        self._spelt: dict[Words, str] = {}

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """The seeker is, or has become, this."""
        for words in _ever(steps, self._seeker_name):
            if words not in self._seekers:
                self._seekers[words], self._likest[words] = set(), Crowd(MOST_LIKE)
                self._sought.add(words)
                for offered in self._offered.like(words):
                    self._show(words, offered)
            self._seekers[words].add(seeker)

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterable[NodeId]:
        """The offer is, or has become, this; the seekers that may have to decide anew."""
        every = _ever(steps, self._offer_name).union(self._known.get(offer, ()))
        affected: set[NodeId] = set()
        if every:
            self._known[offer] = tuple(every)
        for words in every:
            if self._all_called(words).put(offer, stays(offer, steps, self._is_called(words))):
                for sought in self._sought.like(words):
                    if self._show(sought, words, offer):
                        affected |= self._seekers[sought]
        return affected

    def near(self, steps: Steps[Node]) -> Iterator[NodeId]:
        """The offers that a seeker with this life has to look at."""
        for words in _ever(steps, self._seeker_name):
            yield from (offer for offer, _ in self._likest[words].foremost())

    def _show(self, sought: Words, offered: Words, *changed: NodeId) -> bool:
        """Let those who are called like this take their place among the likest; whether that changes who is seen."""
        rank, called, shown = -alike(sought, offered), self._called[offered], False
        few = changed and len(called) <= MOST_LIKE  # then all others stand where they stood
        for offer in changed if few else {*called.foremost(), *changed}:
            stays = called.members().get(offer, ())
            who = (offer, self._spelt[offered])
            shown |= self._likest[sought].put(who, [Stay(rank, stay.since, who, stay.until) for stay in stays])
        return shown

    def _all_called(self, words: Words) -> Crowd:
        crowd = self._called.get(words)
        if crowd is None:
            crowd = self._called[words] = Crowd(MOST_LIKE)
            self._spelt[words] = " ".join(sorted(words))
            self._offered.add(words)
        return crowd

    def _is_called(self, words: Words) -> Callable[[Node], bool]:
        return lambda node: words_of(self._offer_name(node)) == words


def _ever(steps: Steps[Node], name: Callable[[Node], str]) -> set[Words]:
    return {words for _, node in steps if node is not None and (words := words_of(name(node)))}
