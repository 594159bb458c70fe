"""Alive, ready, and how things stand."""

from typing import Any

import msgspec
from flask import Flask, Response

from app.desk import Desk
from app.errors import StoreUnavailable
from app.use_cases.health import health, standing
from app.use_cases.progress import progress
from app.use_cases.status import status


def register_health(server: Flask, desk: Desk) -> None:
    """``/healthz``: this process answers. ``/readyz``: log and graph do, and the first data is in; without another
    port it is ready too, but degraded. ``/api/v1/stores``: the same document for who looks at it and does not decide
    by it; a browser notes every 503 as an error."""
    server.add_url_rule("/healthz", "healthz", lambda: _json({"status": "alive"}))
    server.add_url_rule("/readyz", "readyz", lambda: _ready(_standing(desk)))
    server.add_url_rule("/api/v1/stores", "api_stores", lambda: _json(_standing(desk)))
    server.add_url_rule("/api/v1/status", "api_status", lambda: _json(status(desk)))


def _ready(document: dict[str, Any]) -> Response:
    return _json(document, 503 if document["status"] == "not ready" else 200)


def _standing(desk: Desk) -> dict[str, Any]:
    ports, seeding = health(desk), desk.seeding()
    stands = standing(ports) if seeding.complete else "not ready"
    shown = {"state": seeding.state, "step": seeding.step, "done": seeding.done, "total": seeding.total}
    lag = _lag(desk) if ports["log"].answers and ports["graph"].answers else None
    return {"status": stands, "ports": ports, "seeding": shown, "lag": lag}


def _lag(desk: Desk) -> int | None:
    """Records that the worker has not taken in yet; unknown while log or graph do not answer."""
    try:
        return progress(desk.log, desk.graph).lag
    except StoreUnavailable:
        return None


def _json(document: Any, code: int = 200) -> Response:
    answer = Response(msgspec.json.encode(document), code, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
