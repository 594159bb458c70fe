"""How one page of a search is followed by the next, and what a search may ask for; the same for every index."""

import base64
import binascii

import msgspec

from app.errors import BadRequest
from app.ports.search import FACETS, NARROWING, Wanted


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ends: what its last hit is sorted by. ``score`` is the engine's own, 0 where time sorts."""

    order: str
    score: float
    valid_at: int
    iteration: str
    uid: str


def cursor_of(place: Place) -> str:
    """The place as a word that fits into an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place_of(cursor: str, order: str) -> Place:
    """The place that the cursor of a search in this order names. Raises BadRequest."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.json.decode(text, type=Place)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as flaw:
        raise BadRequest(f"after takes what the page before gave as more, found {cursor[:40]!r}") from flaw
    if place.order != order:
        raise BadRequest(f"after belongs to a search in order of {place.order}, this one is {order}")
    return place


def checked(wanted: Wanted) -> Place | None:
    """Where the page before ended, None for the first page. Raises BadRequest naming what cannot be asked for."""
    for name in wanted.only:
        if name not in NARROWING:
            raise BadRequest(f"a search can be narrowed to {', '.join(NARROWING)}; found {name!r}")
    for name in wanted.facets:
        if name not in FACETS:
            raise BadRequest(f"hits can be counted by {', '.join(FACETS)}; found {name!r}")
    return _place_of(wanted.after, wanted.order) if wanted.after else None
