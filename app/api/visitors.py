"""Who comes with a share link sees what its claims say and nothing else: whatever is not named here is refused."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from app.desk import Desk
from app.domain.tokens import WALL, Claims, within
from app.errors import NotAllowed
from app.sharing import Sharing
from app.use_cases.share import visited

HEADER: Final = "X-Share"
PLACE: Final = "/shared/"
FILES: Final = ("/assets/", "/_dash-component-suites/")
FRAME: Final = ("/_dash-layout", "/_dash-dependencies", "/_favicon.ico")
"""What every page is made of; none of it says anything of an iteration."""

_BEYOND: Final = "this link does not lead there"
_SORRY: Final = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Not shared</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<body style="font:15px/1.5 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;text-align:center">
<h1 style="font-size:20px">This view cannot be shown</h1><p>{reason}.</p></body></html>"""


def register_visitors(server: Flask, desk: Desk, sharing: Sharing) -> None:
    """Check every request that bears a token, and every one that comes by the host of share links."""
    host = urlsplit(sharing.url).hostname

    def admit() -> Response | None:
        token = request.headers.get(HEADER) or request.args.get("share", "")
        public = request.path.startswith(PLACE) or bool(host and request.host.partition(":")[0] == host)
        if request.path.startswith(FILES) or not (token or public):
            return None
        try:
            g.claims, g.token = _admitted(desk, token), token
        except NotAllowed as flaw:
            if not request.path.startswith(PLACE):
                raise
            return Response(_SORRY.format(reason=escape(str(flaw).capitalize())), 403, mimetype="text/html")
        return None

    server.before_request(admit)
    server.after_request(_framed)


def _admitted(desk: Desk, token: str) -> Claims:
    if not token:
        raise NotAllowed("missing", "a share link is needed here: copy it whole")
    claims = visited(desk, token)
    check = _CHECKS.get((request.method, request.path))
    if check:
        check(claims)
    elif request.method != "GET" or request.path not in (*FRAME, f"{PLACE}{claims.page}"):
        raise NotAllowed("scope", _BEYOND)
    return claims


def _asked() -> Mapping[str, Any]:
    """The arguments, each once: of two with one name nobody knows which will be heeded."""
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise NotAllowed("scope", _BEYOND)
    return request.args.to_dict()


def _drawing(claims: Claims) -> None:
    within(claims, {"lens": "", **_asked()})


def _matrix(claims: Claims) -> None:
    """The dependency matrix belongs to one page."""
    within(claims, {**_asked(), "lens": "acc"})


def _pulse(claims: Claims) -> None:
    """How far the iteration has come is no moment of it."""
    within(claims, {**_asked(), "asOf": claims.as_of, "knownAt": claims.known_at})


def _stream(claims: Claims) -> None:
    """What is pushed: changes of the page that is shared, where that shows now; else how far its iteration has come,
    and for a wall how far all of its tenant's have."""
    asked = _asked()
    if claims.page == WALL:
        named = {"tenant": "", "iteration": "", **asked}
        if "lens" in asked or (named["tenant"], named["iteration"]) != (claims.tenant, ""):
            raise NotAllowed("scope", _BEYOND)
    elif "lens" in asked:
        within(claims, asked)
    else:
        _pulse(claims)


def _board(claims: Claims) -> None:
    """A wall's board is of a tenant, and of the view that its link names."""
    asked = {"tenant": "", "view": "", **_asked()}
    if (claims.page, claims.tenant, claims.view) != (WALL, asked["tenant"], asked["view"]):
        raise NotAllowed("scope", _BEYOND)


_CHECKS: Final[Mapping[tuple[str, str], Callable[[Claims], None]]] = {
    ("GET", "/picture"): _drawing,
    ("GET", "/map"): _drawing,
    ("GET", "/dsm"): _matrix,
    ("GET", "/traces"): _drawing,
    ("GET", "/lineage"): _drawing,
    ("GET", "/live"): _pulse,
    ("GET", "/stream"): _stream,
    ("GET", "/wall/board"): _board,
}


def _framed(response: Response) -> Response:
    """Only the sites that a link names may show it in a frame; no other site any page of ours."""
    if response.mimetype != "text/html":
        return response
    claims: Claims | None = g.get("claims")
    origins = " ".join(claims.origins) if claims and claims.origins else "'none'" if claims else "'self'"
    response.headers["Content-Security-Policy"] = f"frame-ancestors {origins}"
    if claims:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    if not (claims and claims.origins):
        response.headers["X-Frame-Options"] = "DENY" if claims else "SAMEORIGIN"
    return response
