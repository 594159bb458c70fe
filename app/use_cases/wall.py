"""The board on a wall: every iteration or project, what needs a person first; and pages that it shows in turn."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from app.desk import Desk
from app.domain.moments import LATEST, parse_moment
from app.domain.tokens import PAGES, Claims, sign
from app.errors import BadRequest
from app.lenses.urgency import urgency
from app.lenses.views import OverviewRow
from app.use_cases.overview import overview
from app.use_cases.resolve import resolve
from app.use_cases.share import path_of

BOARD: Final = "/"
"""The address that stands for the board itself among the pages of a saved view."""
WAYS: Final = ("iteration", "project")


def tiles(desk: Desk, tenant: str, by: str = "iteration") -> tuple[OverviewRow, ...]:
    """A tile per iteration, or one per project: its newest iteration. Raises BadRequest."""
    if by not in WAYS:
        raise BadRequest(f"by takes one of {', '.join(WAYS)}, found {by!r:.40}")
    rows = overview(desk.graph, tenant, desk.clock())
    if by == "project":
        rows = tuple({row.project: row for row in sorted(rows, key=lambda row: row.last_valid)}.values())
    return tuple(msgspec.structs.replace(row, commits=()) for row in sorted(rows, key=urgency))


def turns(desk: Desk, tenant: str, view: str) -> tuple[str, ...]:
    """The addresses that are shown in turn: those of the saved view, or the board alone. Raises BadRequest."""
    if not view:
        return (BOARD,)
    kept = next((one for one in desk.views.views(tenant) if one.name == view), None)
    if kept is None:
        raise BadRequest(f"no view is kept under the name {view!r:.90}")
    return tuple(BOARD if urlsplit(one).path == BOARD else one for one in kept.addresses)


def led_on(desk: Desk, claims: Claims, address: str, origin: str) -> str:
    """The same page for who came with the link of a wall: under a token that says what this page shows, with the id
    and the end of the wall's own, so that it is revoked with it. What is no page of one iteration is the board.

    Raises BadRequest, UnknownIteration."""
    parts = urlsplit(address)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    page = parts.path.strip("/")
    if page not in PAGES or "iteration" not in asked or asked.get("tenant", claims.tenant) != claims.tenant:
        return BOARD
    scope, bound = resolve(desk.graph, claims.tenant, asked["iteration"])
    pinned = bound.valid if bound.valid != LATEST else None
    own = msgspec.structs.replace(
        claims,
        page=page,
        iteration=scope.iteration,
        view="",
        as_of=_moment(asked, "asOf") or pinned,
        known_at=_moment(asked, "knownAt"),
        origins=tuple(sorted({*claims.origins, origin})),
    )
    return path_of(own, sign(own, desk.keys.ring()))


def _moment(asked: dict[str, str], name: str) -> int | None:
    text = asked.get(name, "")
    try:
        return parse_moment(text) if text else None
    except ValueError as flaw:
        raise BadRequest(f"{name} takes a moment, found {text!r:.40}") from flaw
