"""Place and moment → verdict and lens, as one answer, so that a page never shows two moments at once.

This is what the slider asks for while it moves. It is a plain GET and no Dash callback: through stores of
the page the same answer took three times as long to reach the screen.
"""

from hashlib import blake2b
from typing import Final

import msgspec
from dash import Dash
from flask import Response, g, request

from app.desk import Desk
from app.domain.moments import LATEST, NOW
from app.errors import MissionControlError, StoreUnavailable, UnknownIteration
from app.traced.drawing import drawing
from app.use_cases.look import look, matrix
from app.use_cases.looking import looking, one_glance
from app.use_cases.maps import head_of, is_large, map_of
from app.use_cases.overview import latest, title_of
from app.use_cases.spine import ways
from app.use_cases.verdict import verdict_view
from callbacks import inputs
from callbacks.dsm import version_of
from callbacks.faults import Answer, fault
from callbacks.handed import Has, handed
from callbacks.inputs import Question, Sent

PATH: Final = "/picture"
ACC: Final = {"module": "acc", "component": "acc-components"}
"""The lens that draws each level of the architecture."""


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/picture?iteration=…&lens=…&asOf=…&knownAt=…&level=…``, the two moments in milliseconds. ``have`` names
    the picture that the page shows, ``ways`` the version of the spine's edges that it has: of what it has, only what
    differs is sent. To guests pictures are sent whole: what else was drawn is none of their business."""

    def picture() -> Response:
        try:
            with one_glance():
                found = taken(desk, request.args)
            have, edges = (inputs.text(request.args, name) for name in ("have", "ways"))
            return _json(handed(desk).out(found, Has("" if g.get("claims") else have, edges)), 200)
        except MissionControlError as flaw:
            return _json(msgspec.json.encode({"fault": fault(flaw)}), _status(flaw))

    dash_app.server.add_url_rule(PATH, "picture", picture)


def taken(desk: Desk, place: Sent, by: str = PATH) -> Answer:
    """The picture of a place, for a request to ``by``. Raises BadRequest, UnknownIteration."""
    lens, level = inputs.lens(place), inputs.level(place)
    iteration = inputs.text(place, "iteration") or latest(desk.graph, inputs.tenant(desk, place))
    asked = inputs.question(desk, {**place, "iteration": iteration})
    with drawing(desk, asked.scope, by):
        return _drawn(desk, asked, lens, level)


def _drawn(desk: Desk, asked: Question, lens: str, level: str) -> Answer:
    now = desk.clock()
    version = looking(desk.graph).version(asked.scope, now)
    return {
        "name": _name(asked, lens, level, version),
        "iteration": {
            "id": asked.iteration,
            "scope": asked.scope.iteration,
            **title_of(desk.graph, asked.scope, NOW),
        },
        "verdict": verdict_view(desk.graph, asked.scope, asked.as_of, now),
        **_drawing(desk, asked, ACC[level] if lens == "acc" else lens, now),
        "matrix": version_of(matrix(desk.graph, asked.scope, level, asked.as_of, now)) if lens == "acc" else None,
        "moment": _moment(asked, now),
        "version": version if asked.as_of == NOW else None,
        "ways": ways(desk.graph, asked.scope, asked.as_of, now),
    }


def _drawing(desk: Desk, asked: Question, lens: str, now: int) -> Answer:
    """The view, drawn; or, where it is too large for that, what stands around its map, and the map's version."""
    if not is_large(desk.graph, asked.scope, lens, asked.as_of):
        return {"view": look(desk.graph, asked.scope, lens, asked.as_of, now)}
    version = map_of(desk.graph, asked.scope, lens, asked.as_of, now).version
    return {"view": head_of(desk.graph, asked.scope, lens, asked.as_of, now), "map": version}


def _name(asked: Question, lens: str, level: str, version: str) -> str:
    """Equal for equal pictures; it tells nobody what it stands for."""
    place = (*asked.scope, *msgspec.structs.astuple(asked), lens, level, version)
    return blake2b(repr(place).encode(), digest_size=12).hexdigest()


def _moment(asked: Question, now: int) -> dict[str, int | None]:
    """As asked; ``bound`` is the moment of the commit that the address names, in ms."""
    bounded = asked.valid_ms is None and asked.as_of.valid != LATEST
    bound = asked.as_of.valid if bounded else None
    return {"asOf": asked.valid_ms, "knownAt": asked.known_ms, "now": now, "bound": bound}


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, {"Cache-Control": "no-store"}, mimetype="application/json")


def _status(flaw: MissionControlError) -> int:
    if isinstance(flaw, StoreUnavailable):
        return 503
    return 404 if isinstance(flaw, UnknownIteration) else 400
