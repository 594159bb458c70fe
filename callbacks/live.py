"""Is there anything new? Asked by every open page a few times a second, so it touches two counters and no graph.

On servers not even those: each web process hears on the bus that something changed, and answers from memory until it
does. While the bus is away every page asks the stores, as without servers.
"""

from dash import Dash
from flask import Response, jsonify, request

from app.desk import Desk
from app.errors import BadRequest, UnknownIteration
from app.traced.drawing import newest
from app.use_cases.looking import looking, one_glance
from app.use_cases.news import News
from app.use_cases.progress import progress
from app.use_cases.resolve import resolve
from callbacks import inputs
from callbacks.inputs import Sent


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/live?iteration=…``."""

    news = News(desk)

    def live() -> Response:
        seeding, asked = desk.seeding(), dict(request.args)
        (revision, trace), lag = _looked(desk, asked, news)
        return jsonify(
            revision=revision,
            trace=trace,
            lag=lag,
            seeding={"state": seeding.state, "step": seeding.step, "done": seeding.done, "total": seeding.total},
        )

    dash_app.server.add_url_rule("/live", "live", live)


def _looked(desk: Desk, asked: Sent, news: News) -> tuple[tuple[int, str], int]:
    """How far the iteration has come, and how far the worker is behind the log."""
    if not looking(desk.graph).shares:
        return _revision(desk, asked), progress(desk.log, desk.graph).lag
    key = (asked.get("tenant"), asked.get("iteration"))
    return (
        news.unless_heard(key, lambda: _revision(desk, asked)),
        news.unless_heard("lag", lambda: progress(desk.log, desk.graph).lag),
    )


def _revision(desk: Desk, sent: Sent) -> tuple[int, str]:
    """How far the iteration has come; everything when none is named; 0 when it is not known (yet). While spans are
    kept, also in which trace a request belongs that draws what came last (a traceparent)."""
    if not sent.get("iteration"):
        return desk.graph.revision(), ""
    try:
        iteration = inputs.text(sent, "iteration")
        with one_glance():
            scope, _ = resolve(desk.graph, inputs.tenant(desk, sent), iteration)
            return looking(desk.graph).revision(scope), newest(desk, scope).traceparent
    except (BadRequest, UnknownIteration):
        return 0, ""
