"""What every search index must agree on: what a word is, how a page is followed by the next, what was asked for."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from app.errors import BadRequest

MOST_WORDS: Final = 50
OPENS, CLOSES = "\ufdd0", "\ufdd1"
"""Around what was asked for, in texts that engines mark; Unicode keeps these free for such use."""
_WORD: Final = re.compile(r"[^\W_]+")
_MARK: Final = re.compile(f"[{OPENS}{CLOSES}]")


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ends: what its last hit is sorted by. ``score`` is the engine's own, 0 where time sorts."""

    order: str
    score: float
    valid_at: int
    iteration: str
    uid: str


def words_of(query: str) -> list[str]:
    """The words of what people type: letters and digits, whatever lies between them. Raises BadRequest."""
    words = _WORD.findall(query)
    if len(words) > MOST_WORDS:
        raise BadRequest(f"a search takes at most {MOST_WORDS} words, found {len(words)}")
    return words


def pieces_of(marked: str) -> tuple[str, ...]:
    """A marked text in pieces; every second one was asked for."""
    return tuple(_MARK.split(marked))


def cursor_of(place: Place) -> str:
    """The place as a word that fits into an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, order: str) -> Place:
    """The place that the cursor of a search in this order names. Raises BadRequest."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.json.decode(text, type=Place)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as flaw:
        raise BadRequest(f"after takes what the page before gave as more, found {cursor[:40]!r}") from flaw
    if place.order != order:
        raise BadRequest(f"after belongs to a search in order of {place.order}, this one is {order}")
    return place


def checked_narrowing(names: Sequence[str], known: Sequence[str]) -> None:
    """Return when all of these are known. Raises BadRequest naming the first that is not."""
    for name in names:
        if name not in known:
            raise BadRequest(f"a search can be narrowed to and counted by {', '.join(known)}; found {name!r}")
