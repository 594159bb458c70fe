"""Share links: made, listed, revoked, and held against what a visitor asks for."""

from typing import Final
from urllib.parse import quote
from uuid import uuid4

import msgspec

from app.desk import Desk
from app.domain.moments import LATEST
from app.domain.tokens import WALL, Claims, read, sign
from app.domain.tokens.claims import checked, origins_of
from app.errors import NotAllowed
from app.ports import HandedOut
from app.use_cases.resolve import resolve

HOUR_MS: Final = 3_600_000
NOTE: Final = 200


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wants to share: a page or panel of an iteration, for how many hours, pinned to a moment (ms) or
    always now, and which sites may show it in a frame. A wall is of no iteration, but perhaps of a saved view."""

    page: str
    iteration: str = ""
    hours: float = 24 * 7
    tenant: str = ""
    panel: str = ""
    as_of: int | None = None
    known_at: int | None = None
    origins: str = ""
    note: str = ""
    view: str = ""


def share(desk: Desk, wish: Wish, by: str) -> tuple[str, Claims]:
    """A token of what was wished for, written down. Raises BadRequest, UnknownIteration."""
    tenant, now = wish.tenant or desk.tenant, desk.clock()
    iteration, pinned = _place(desk, tenant, wish)
    claims = Claims(
        id=uuid4().hex[:12],
        tenant=tenant,
        iteration=iteration,
        page=wish.page,
        issued=now,
        expires=now + round(wish.hours * HOUR_MS),
        panel=wish.panel,
        as_of=pinned,
        known_at=wish.known_at,
        origins=origins_of(wish.origins),
        view=wish.view,
    )
    desk.views.hand_out(HandedOut(checked(claims), by, wish.note[:NOTE]))
    return sign(claims, desk.keys.ring()), claims


def _place(desk: Desk, tenant: str, wish: Wish) -> tuple[str, int | None]:
    """The iteration, and the moment that it is pinned to: by wish, or by the commit in its name."""
    if wish.page == WALL and not wish.iteration:
        return "", wish.as_of
    scope, bound = resolve(desk.graph, tenant, wish.iteration)
    return scope.iteration, bound.valid if wish.as_of is None and bound.valid != LATEST else wish.as_of


def visited(desk: Desk, token: str) -> Claims:
    """What the bearer of a token may see now. Raises NotAllowed."""
    claims = read(token, desk.keys.ring(), desk.clock())
    kept = desk.views.link(claims.id)
    if kept is None or kept.revoked is not None:
        raise NotAllowed("revoked", "this link was revoked: ask for a new one")
    return claims


def path_of(claims: Claims, token: str) -> str:
    """Where a link leads, from the root of the site."""
    return f"/shared/{claims.page}?share={quote(token)}"
