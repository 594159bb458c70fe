"""Is there anything new? Asked a few times a second by pages that hold no stream; it touches two counters, no graph.

On servers not even those: each web process hears on the bus that something changed, and answers from memory until it
does. While the bus is away every page asks the stores, as without servers.
"""

from dash import Dash
from flask import Response, g, jsonify, request

from app.desk import Desk
from app.errors import StoreUnavailable
from app.use_cases.news import News
from callbacks.pulse import discreet, missing, pulse


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/live?iteration=…``."""

    news = News(desk)

    def live() -> tuple[Response, int]:
        try:
            beat = pulse(desk, dict(request.args), news)
            return jsonify(discreet(beat) if g.get("claims") else beat), 200
        except StoreUnavailable:
            return jsonify({"missing": missing(news)}), 503

    dash_app.server.add_url_rule("/live", "live", live)
