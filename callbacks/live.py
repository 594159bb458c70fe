"""Is there anything new? Asked by every open page a few times a second, so it touches two counters and no graph."""

from dash import Dash
from flask import Response, jsonify, request

from app.desk import Desk
from app.errors import UnknownIteration
from app.use_cases.progress import progress
from app.use_cases.resolve import resolve


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/live?iteration=…``."""

    def live() -> Response:
        seeding = desk.seeding()
        return jsonify(
            revision=_revision(desk, request.args.get("iteration", "")),
            lag=progress(desk.log, desk.graph).lag,
            seeding={"state": seeding.state, "step": seeding.step, "done": seeding.done, "total": seeding.total},
        )

    dash_app.server.add_url_rule("/live", "live", live)


def _revision(desk: Desk, iteration: str) -> int:
    """How far the iteration has come; everything when none is named; 0 when it is not known (yet)."""
    if not iteration:
        return desk.graph.revision()
    try:
        scope, _ = resolve(desk.graph, desk.tenant, iteration)
    except UnknownIteration:
        return 0
    return desk.graph.revision(scope)
