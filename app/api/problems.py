"""Errors as problem documents (RFC 9457), in one table; under ``/api`` nothing ever answers with HTML."""

from typing import Final

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import HTTP_STATUS_CODES

from app.errors import (
    BadFile,
    BadMessage,
    BadRequest,
    MissionControlError,
    NotAllowed,
    SchemaTooNew,
    StoreUnavailable,
    UnknownIteration,
    UnknownNode,
)

PREFIX: Final = "/api/"
SIGNALS: Final = "/v1/"
"""Where OpenTelemetry sends to."""

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[dict[type[MissionControlError], int]] = {
    BadMessage: 422,
    BadFile: 422,
    BadRequest: 400,
    NotAllowed: 403,
    UnknownIteration: 404,
    UnknownNode: 404,
    StoreUnavailable: 503,
    SchemaTooNew: 503,
}
"""What each error of ours is to a client; the nearest base class counts."""


def problem(status: int, detail: str, kind: str = "about:blank") -> Response:
    """A problem document. ``kind`` names our error; its meaning is in :mod:`app.errors`."""
    title = HTTP_STATUS_CODES.get(status, "Error")
    body = {"type": kind, "title": title, "status": status, "detail": detail, "instance": request.path}
    return Response(msgspec.json.encode(body), status, mimetype=MEDIA_TYPE)


def register_problems(server: Flask) -> None:
    """Turn everything raised under ``/api`` into a problem document."""
    server.register_error_handler(MissionControlError, _ours)
    server.register_error_handler(HTTPException, _flask)
    for prefix in (PREFIX, SIGNALS):
        server.add_url_rule(f"{prefix}<path:rest>", f"nowhere_{prefix.strip('/')}", lambda rest: _nowhere(server))


def _nowhere(server: Flask) -> Response:
    """An address that is none, or takes something only; without this the pages would answer."""
    if "POST" in server.url_map.bind("").allowed_methods(request.path):
        raise MethodNotAllowed(["POST"])
    raise NotFound("there is no such address; docs/interface.md lists them all")


def status_of(error: MissionControlError) -> int:
    """The status for one of our errors."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def _ours(error: MissionControlError) -> Response:
    answer = problem(status_of(error), str(error), f"urn:mission-control:{type(error).__name__}")
    if answer.status_code == 503:
        answer.headers["Retry-After"] = "1"
    return answer


def _flask(error: HTTPException) -> HTTPException | Response:
    """Unknown routes, wrong methods, too large bodies, and faults of ours (which Flask has logged by then)."""
    if not request.path.startswith(PREFIX):
        return error
    answer = problem(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer
