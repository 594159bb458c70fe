"""What every search index must agree on: what a word is, and how what was asked for is marked."""

import re
import unicodedata
from typing import Final

from app.errors import BadRequest

MOST_WORDS: Final = 50
OPENS, CLOSES = "\ufdd0", "\ufdd1"
"""Around what was asked for, in texts that engines mark; Unicode keeps these free for such use."""
_WORD: Final = re.compile(r"[^\W_]+")
_MARK: Final = re.compile(f"[{OPENS}{CLOSES}]")


def words_of(query: str) -> list[str]:
    """The words of what people type: letters and digits, whatever lies between them. Raises BadRequest."""
    words = _WORD.findall(query)
    if len(words) > MOST_WORDS:
        raise BadRequest(f"a search takes at most {MOST_WORDS} words, found {len(words)}")
    return words


def folded(word: str) -> str:
    """The word in small letters and without accents, as indices keep it."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()


def pieces_of(marked: str) -> tuple[str, ...]:
    """A marked text in pieces; every second one was asked for."""
    return tuple(_MARK.split(marked))
