"""What every search index must agree on: what a word is, what comes first, and how what was asked for is marked."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from app.errors import BadRequest

MOST_WORDS: Final = 50
BEFORE: Final = 40
AFTER: Final = 60
"""So many letters of a text are shown before and after what was found in it."""
_WORD: Final = re.compile(r"[^\W_]+")
_TOKEN: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")


class Weights(NamedTuple):
    """What a word asked for is worth where it is found best; those of all words are added up."""

    title: int = 8
    title_begins: int = 4
    body: int = 2
    body_begins: int = 1


WEIGHTS: Final = Weights()
"""A whole word counts for more than a beginning, and the title for more than the body. How rare a word is, or how
long a text, counts for nothing: it would be another thing in every index, and change with all that comes."""


def words_of(query: str) -> list[str]:
    """The words of what people type: letters and digits, whatever lies between them. Raises BadRequest."""
    words = _WORD.findall(query)
    if len(words) > MOST_WORDS:
        raise BadRequest(f"a search takes at most {MOST_WORDS} words, found {len(words)}")
    return words


def folded(word: str) -> str:
    """The word in small letters and without accents, as indices keep it."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()


def pieces_of(title: str, body: str, words: Sequence[str]) -> tuple[str, ...]:
    """The title in pieces, every second of which was asked for; if there is none, a stretch of the body."""
    asked = tuple(map(folded, words))
    if not asked or (spans := _spans(title, asked)):
        return _cut(title, spans if asked else [])
    if not (spans := _spans(body, asked)):
        return (title,)
    start, end = _stretch(body, spans[0])
    inside = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
    first, *rest = _cut(body[start:end], inside)
    pieces = (f"{'…' if start else ''}{first}", *rest)
    return (*pieces[:-1], f"{pieces[-1]}…") if end < len(body) else pieces


def _spans(text: str, asked: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words of the text lie that begin as one of those asked for."""
    return [found.span() for found in _TOKEN.finditer(text) if folded(found.group()).startswith(asked)]


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    bounds = [0, *(at for span in spans for at in span), len(text)]
    return tuple(text[a:b] for a, b in pairwise(bounds))


def _stretch(text: str, around: tuple[int, int]) -> tuple[int, int]:
    """A stretch of the text around what was found, from one blank to another."""
    start, end = max(0, around[0] - BEFORE), min(len(text), max(around[1], around[0] + AFTER))
    if start:
        start = 1 + max(text.rfind(" ", start, around[0]), start - 1)
    if end < len(text):
        blank = text.find(" ", end, end + BEFORE)
        end = blank if blank >= 0 else end
    return start, end
