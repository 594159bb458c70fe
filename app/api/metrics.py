"""``/metrics``: what Prometheus asks this process for; and each answer counted and timed."""

import time
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import NotFound

from app.desk import Desk
from app.ports import SILENT
from app.ports.meters import REQUEST, REQUESTS, STREAMS_OPEN
from app.use_cases.health import health

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
"""What else is sent counts as one: a sender must not be able to make up series."""


def register_metrics(server: Flask, desk: Desk) -> None:
    """Add the address; it answers 404 while nobody is to be told anything, and then nothing is counted either."""
    server.add_url_rule("/metrics", "metrics", lambda: _exposed(desk))
    if desk.telemetry is not SILENT:
        _count_requests(server, desk)


def open_streams(desk: Desk) -> Callable[[int], None]:
    """Counts the streams that outlive their requests: told by how many there are more or fewer now."""
    return lambda by: desk.telemetry.shift(STREAMS_OPEN, by)


def _exposed(desk: Desk) -> Response:
    health(desk)  # asks every store, so that what is told of them is of now
    exposed = desk.telemetry.exposed()
    if exposed is None:
        raise NotFound("nothing is measured here: set MC_METRICS to a port, and start again")
    answer = Response(exposed.body, content_type=exposed.media_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _count_requests(server: Flask, desk: Desk) -> None:
    telemetry = desk.telemetry

    @server.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @server.after_request
    def counted(answer: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        telemetry.add(REQUESTS, route, method, str(answer.status_code))
        if (began := g.get("began")) is not None:
            telemetry.observe(REQUEST, (time.perf_counter() - began,), route, method)
        if answer.mimetype == "text/event-stream":
            telemetry.shift(STREAMS_OPEN, 1)
            answer.call_on_close(lambda: telemetry.shift(STREAMS_OPEN, -1))
        return answer
