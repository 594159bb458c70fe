"""Place and moment → artifacts over time, and earlier attempts. Asked for only while somebody looks at tasks."""

from typing import Final

import msgspec
from dash import Dash
from flask import Response, request

from app.desk import Desk
from app.errors import MissionControlError, StoreUnavailable
from app.use_cases.lineage import lineage
from callbacks import inputs
from callbacks.faults import fault

PATH: Final = "/lineage"


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/lineage?iteration=…&asOf=…&knownAt=…``, the two moments in milliseconds."""

    def told() -> Response:
        try:
            asked = inputs.question(desk, request.args)
            body, status = msgspec.json.encode(lineage(desk.graph, asked.scope, asked.as_of, desk.clock())), 200
        except MissionControlError as flaw:
            status = 503 if isinstance(flaw, StoreUnavailable) else 404
            body = msgspec.json.encode({"fault": fault(flaw)})
        answer = Response(body, status, mimetype="application/json")
        answer.add_etag()
        answer.headers["Cache-Control"] = "no-cache"
        answer.make_conditional(request)
        return answer

    dash_app.server.add_url_rule(PATH, "lineage", told)
