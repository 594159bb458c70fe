"""What a page asks for beside its picture, while somebody looks at it: place and moment → JSON with an ETag."""

from collections.abc import Callable
from typing import Final

import msgspec
from dash import Dash
from flask import Response, request

from app.desk import Desk
from app.errors import MissionControlError, StoreUnavailable
from callbacks import inputs
from callbacks.faults import fault

_KEPT: Final = "no-cache"
"""A browser may keep the answer, and asks whether it still holds."""


def serve(dash_app: Dash, desk: Desk, path: str, found: Callable[[inputs.Question], object]) -> None:
    """Serve ``path?iteration=…&asOf=…&knownAt=…``, the two moments in milliseconds, with what is ``found`` there."""

    def told() -> Response:
        try:
            asked = inputs.question(desk, request.args)
            body, status = msgspec.json.encode(found(asked)), 200
        except MissionControlError as flaw:
            status = 503 if isinstance(flaw, StoreUnavailable) else 404
            body = msgspec.json.encode({"fault": fault(flaw)})
        answer = Response(body, status, mimetype="application/json")
        answer.add_etag()
        answer.headers["Cache-Control"] = _KEPT
        answer.make_conditional(request)
        return answer

    dash_app.server.add_url_rule(path, path.strip("/"), told)
