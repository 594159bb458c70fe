"""What a token says: the one canonical set of claims that is signed."""

import re
from typing import Final

import msgspec

from app.errors import BadRequest

READ: Final = "read"
PAGES: Final = ("verdict", "dde", "bdv", "acc")
WALL: Final = "wall"
"""The board of all iterations of a tenant: it is of no iteration, and always of now."""
PANELS: Final = {
    "verdict": ("answer", "reasons", "streams", "stars"),
    "dde": ("graph", "conditions"),
    "bdv": ("graph", "conditions", "flakes"),
    "acc": ("graph", "conditions", "matrix", "findings"),
}
"""Which parts of each page can be shown alone."""

LONGEST_MS: Final = 366 * 86_400_000
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|http://\[[0-9a-fA-F:]+\](:\d{1,5})?")
_LIST: Final = re.compile(r"[\s,]+")


class Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """One page of one iteration, or one panel of it, until ``expires``; times in ms.

    ``as_of`` and ``known_at`` pin the moment; without ``as_of`` it is always now. ``origins`` are the sites that may
    show it in a frame; without any, none may. A wall's ``view`` is the saved view whose pages it shows in turn.
    """

    id: str
    tenant: str
    iteration: str
    page: str
    issued: int
    expires: int
    panel: str = ""
    as_of: int | None = None
    known_at: int | None = None
    origins: tuple[str, ...] = ()
    scope: str = READ
    view: str = ""


def canonical(claims: Claims) -> bytes:
    """The one way to write these claims down: JSON, names sorted, without what is not said."""
    return msgspec.json.encode(claims, order="sorted")


def checked(claims: Claims) -> Claims:
    """The claims, if a token may carry them. Raises BadRequest naming what it takes."""
    if claims.page not in (*PAGES, WALL):
        raise BadRequest(f"a link leads to one of {', '.join((*PAGES, WALL))}, found {claims.page!r}")
    takes = PANELS.get(claims.page, ())
    if claims.panel and claims.panel not in takes:
        raise BadRequest(f"{claims.page} has the panels {', '.join(takes) or '(none)'}, found {claims.panel!r}")
    if (claims.page == WALL) != (not claims.iteration) or (claims.page != WALL and claims.view):
        raise BadRequest("a wall shows every iteration, or a saved view; every other page one iteration")
    if claims.page == WALL and (claims.as_of, claims.known_at) != (None, None):
        raise BadRequest("a wall always shows now")
    if not claims.issued < claims.expires <= claims.issued + LONGEST_MS:
        raise BadRequest("a link lasts for at least a moment and at most 366 days")
    return claims


def origins_of(text: str) -> tuple[str, ...]:
    """The sites in a text, sorted, each once: ``https://wiki.example.org``. Raises BadRequest."""
    found = sorted({part.rstrip("/") for part in _LIST.split(text) if part})
    for one in found:
        if not _ORIGIN.fullmatch(one):
            raise BadRequest(f"an origin looks like https://wiki.example.org (no path, no *), found {one[:80]!r}")
    return tuple(found)
