"""Who asks too often waits: 429 with Retry-After, for programs alone; the pages' own requests are never counted."""

import math
from typing import Final

from flask import Flask, Response, request

from app.api.problems import PREFIX, SIGNALS, problem
from app.desk import Desk

FREE: Final = ("/api/v1/status", "/api/v1/stores")
"""How things stand may be asked at any time."""


def register_limits(server: Flask, desk: Desk) -> None:
    """Count the requests of each address under ``/api`` and to where OpenTelemetry sends.

    A tenant named in the request does not count: whoever names others would have as many turns as names. With a login
    it will be the user.
    """

    @server.before_request
    def within() -> Response | None:
        if not request.path.startswith((PREFIX, SIGNALS)) or request.path in FREE:
            return None
        wait_s = desk.throttle.wait_s(request.remote_addr or "unknown")
        return _refused(wait_s) if wait_s else None


def _refused(wait_s: float) -> Response:
    answer = problem(429, "too many requests from this address; MC_RATE says how many a second there may be")
    answer.headers["Retry-After"] = str(math.ceil(wait_s))
    return answer
