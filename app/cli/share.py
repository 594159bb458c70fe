"""``share``: makes a signed link to one page or panel of an iteration, lists the links there are, revokes them."""

import argparse
import getpass
import re
from html import escape
from typing import Final

from app.cli.desks import reading
from app.cli.verb import DONE, Call, Verb
from app.desk import Desk
from app.domain.moments import iso, parse_moment
from app.domain.tokens import WALL
from app.errors import BadRequest
from app.use_cases.share import Wish, path_of, share

_HOURS: Final = {"h": 1, "d": 24}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``share`` takes."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ITERATION", help="what to share")
    parser.add_argument("--lens", default="verdict", help="verdict (default), dde, bdv, acc or wall")
    parser.add_argument("--panel", default="", help="one panel of it alone: graph, matrix, findings, answer, …")
    parser.add_argument("--view", default="", help="of a wall: the saved view whose pages it shows in turn")
    parser.add_argument("--expires", default="7d", metavar="DURATION", help="12h or 7d (default), at most 366d")
    parser.add_argument("--at", default="", metavar="MOMENT", help="pinned to this moment; without it always now")
    parser.add_argument("--origins", default="", help="sites that may show it in a frame, comma separated")
    parser.add_argument("--note", default="", help="what it is for")
    parser.add_argument("--list", dest="listed", action="store_true", help="every link that was handed out")
    parser.add_argument("--revoke", default="", metavar="ID", help="this link counts no more")
    parser.add_argument("--rotate", action="store_true", help="sign with a new key from now on; links live on")


def run(call: Call) -> int:
    """One of: list, revoke, rotate, make."""
    given = call.arguments
    with reading(call) as desk:
        if given.listed:
            return _listed(call, desk)
        if given.revoke:
            return _revoked(call, desk, given.revoke)
        if given.rotate:
            key = desk.keys.rotate()
            call.terminal.answer({"key": key.id}, f"links are signed with key {key.id} from now on")
            return DONE
        return _made(call, desk)


def _made(call: Call, desk: Desk) -> int:
    given = call.arguments
    if not given.iteration and given.lens != WALL:
        raise BadRequest("share takes an iteration, or --lens wall, --list, --revoke ID, --rotate")
    wish = Wish(
        iteration=given.iteration,
        page=given.lens,
        hours=_hours(given.expires),
        panel=given.panel,
        as_of=_moment(given.at),
        origins=given.origins,
        note=given.note,
        view=given.view,
    )
    token, claims = share(desk, wish, getpass.getuser())
    url = (call.settings.sharing.url or call.settings.address) + path_of(claims, token)
    title = escape(claims.iteration or claims.page)
    frame = f'<iframe src="{escape(url)}" title="{title}" width="960" height="540"></iframe>'
    said = f"{url}\nuntil {iso(claims.expires)}, id {claims.id}" + (f"\n{frame}" if claims.origins else "")
    call.terminal.answer({"id": claims.id, "url": url, "expires": iso(claims.expires)}, said)
    return DONE


def _listed(call: Call, desk: Desk) -> int:
    links = desk.views.handed_out(desk.tenant)
    rows = [
        {
            "id": link.claims.id,
            "iteration": link.claims.iteration,
            "page": link.claims.page,
            "panel": link.claims.panel,
            "expires": iso(link.claims.expires),
            "state": "revoked" if link.revoked else "expired" if link.claims.expires <= desk.clock() else "open",
            "by": link.by,
            "note": link.note,
        }
        for link in links
    ]
    lines = (f"{r['state']:8}{r['id']}  {r['iteration']} {r['page']} {r['panel']}  {r['expires']}" for r in rows)
    call.terminal.answer({"shares": rows}, "\n".join(lines) or "no link was handed out")
    return DONE


def _revoked(call: Call, desk: Desk, name: str) -> int:
    if not desk.views.revoke(desk.tenant, name, desk.clock()):
        raise BadRequest(f"there is no link {name} that could be revoked; --list shows all")
    call.terminal.answer({"revoked": name}, f"{name} counts no more")
    return DONE


def _hours(text: str) -> float:
    found = re.fullmatch(r"(\d{1,4})([hd])", text)
    if not found:
        raise BadRequest(f"--expires takes hours or days such as 12h or 7d, found {text!r}")
    return int(found[1]) * _HOURS[found[2]]


def _moment(text: str) -> int | None:
    try:
        return parse_moment(text) if text else None
    except ValueError as flaw:
        raise BadRequest(f"--at takes ISO 8601 with a zone (2026-11-04T12:00:00Z), found {text!r}") from flaw


SHARE: Final = Verb(
    "share",
    "a signed link to one page or panel, until a day; lists and revokes them",
    (
        "mission-control share shop --lens acc --panel matrix --expires 30d",
        "mission-control share shop --origins https://wiki.example.org --note 'release page'",
        "mission-control share --lens wall --expires 90d",
        "mission-control share --list",
        "mission-control share --revoke 4f1c2a9b7d3e",
    ),
    arguments,
    run,
)
