"""The wall as it is asked for: the page, and again and again what stands on its board."""

from typing import Any

import msgspec
from dash import Dash
from flask import Response, g, request

from app.desk import Desk
from app.domain.tokens import Claims
from app.errors import MissionControlError, StoreUnavailable
from app.use_cases import wall as board
from app.use_cases.looking import one_glance
from callbacks import inputs
from callbacks.faults import fault
from pages import wall


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/wall``, the same for who comes with a link, and ``/wall/board?tenant=…&view=…&by=…``."""

    html = _page()

    def page() -> Response:
        return Response(html, 200, {"Cache-Control": "no-store"}, mimetype="text/html")

    def shown() -> Response:
        try:
            with one_glance():
                return _answer(_board(desk), 200)
        except MissionControlError as flaw:
            return _answer({"fault": fault(flaw)}, 503 if isinstance(flaw, StoreUnavailable) else 404)

    server = dash_app.server
    server.add_url_rule(wall.PATH, "wall", page)
    server.add_url_rule(f"/shared{wall.PATH}", "shared wall", page)
    server.add_url_rule(f"{wall.PATH}/board", "wall board", shown)


def _board(desk: Desk) -> dict[str, Any]:
    """Now, the tiles, and the addresses of what is shown in turn."""
    sent = request.args
    tenant = inputs.tenant(desk, sent)
    turns = board.turns(desk, tenant, inputs.text(sent, "view"))
    claims: Claims | None = g.get("claims")
    if claims:
        origin = request.host_url.rstrip("/")
        turns = tuple(board.led_on(desk, claims, one, origin) for one in turns)
    rows = board.tiles(desk, tenant, inputs.text(sent, "by") or board.WAYS[0])
    return {"at": desk.clock(), "rows": rows, "turns": turns}


def _answer(document: dict[str, Any], status: int) -> Response:
    body = msgspec.json.encode(document)
    return Response(body, status, {"Cache-Control": "no-store"}, mimetype="application/json")


def _page() -> str:
    styles = "\n        ".join(f'<link rel="stylesheet" href="/assets/{name}">' for name in wall.STYLES)
    scripts = "\n        ".join(f'<script src="/assets/{name}"></script>' for name in wall.SCRIPTS)
    return wall.HTML.replace("{styles}", styles).replace("{scripts}", scripts)
