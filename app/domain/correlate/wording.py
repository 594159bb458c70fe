"""Names as sets of words (C2): the similarity of two names is that of their word sets."""

import re
from collections import defaultdict
from functools import lru_cache
from typing import Final
from unicodedata import normalize

Words = frozenset[str]
"""The words of a name, each once."""

_WORD: Final = re.compile(r"[^\W_]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_KIND: Final = re.compile(r"^[A-Z]{2,4}\.")


@lru_cache(maxsize=4096)
def words_of(name: str) -> Words:
    """Lower-case words. A name without blanks is an identifier: its kind is left out, its humps are words."""
    name = normalize("NFKC", name)
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


ENOUGH: Final = 0.5
"""The similarity of names that has to be exceeded (C2)."""


class Shelf:
    """Word sets by size and word, so that those like a given one are found by its rarest words."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = defaultdict(int)
        self._under: dict[tuple[int, str], set[Words]] = defaultdict(set)

    def add(self, words: Words) -> None:
        """The set is to be found from now on."""
        self._sizes[len(words)] += 1
        for word in words:
            self._under[len(words), word].add(words)

    def remove(self, words: Words) -> None:
        """The set, which is on the shelf, is not to be found any more."""
        self._sizes[len(words)] -= 1
        for word in words:
            self._under[len(words), word].discard(words)

    def like(self, words: Words, floor: float = ENOUGH) -> dict[Words, float]:
        """Every set on the shelf whose similarity exceeds ``floor``, with it.

        Of two sets of n and s words with a Jaccard similarity over f, more than f × (n + s) / (1 + f) words are
        common; so at least one of any n − that + 1 words of the one is in the other: the rarest are looked up.
        """
        found: set[Words] = set()
        for size in [size for size, count in self._sizes.items() if count]:
            fewest = int(floor * (len(words) + size) / (1 + floor)) + 1
            if fewest > min(len(words), size):
                continue
            rare = sorted((len(self._under.get((size, word), ())), word) for word in words)
            for count, word in rare[: len(words) - fewest + 1]:
                if count:
                    found |= self._under[size, word]
        return {other: score for other in found if (score := alike(words, other)) > floor}
