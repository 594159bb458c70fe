"""Is there anything new? Asked by every open page a few times a second, so it touches two counters and no graph."""

from dash import Dash
from flask import Response, jsonify, request

from app.desk import Desk
from app.errors import BadRequest, UnknownIteration
from app.traced.drawing import newest
from app.use_cases.progress import progress
from app.use_cases.resolve import resolve
from callbacks import inputs
from callbacks.inputs import Sent


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/live?iteration=…``."""

    def live() -> Response:
        seeding, (revision, trace) = desk.seeding(), _revision(desk, request.args)
        return jsonify(
            revision=revision,
            trace=trace,
            lag=progress(desk.log, desk.graph).lag,
            seeding={"state": seeding.state, "step": seeding.step, "done": seeding.done, "total": seeding.total},
        )

    dash_app.server.add_url_rule("/live", "live", live)


def _revision(desk: Desk, sent: Sent) -> tuple[int, str]:
    """How far the iteration has come; everything when none is named; 0 when it is not known (yet). While spans are
    kept, also in which trace a request belongs that draws what came last (a traceparent)."""
    if not sent.get("iteration"):
        return desk.graph.revision(), ""
    try:
        iteration = inputs.text(sent, "iteration")
        scope, _ = resolve(desk.graph, inputs.tenant(desk, sent), iteration)
    except (BadRequest, UnknownIteration):
        return 0, ""
    return desk.graph.revision(scope), newest(desk, scope).traceparent
