"""Place and moment → verdict and lens, as one answer, so that a page never shows two moments at once.

This is what the slider asks for while it moves. It is a plain GET and no Dash callback: through stores of
the page the same answer took three times as long to reach the screen.
"""

from typing import Final

import msgspec
from dash import Dash
from flask import Response, request

from app.desk import Desk
from app.domain.moments import LATEST, NOW
from app.errors import MissionControlError, StoreUnavailable, UnknownIteration
from app.lenses.views import WaysView
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
from callbacks.inputs import Question, Sent

PATH: Final = "/picture"
ACC: Final = {"module": "acc", "component": "acc-components"}
"""The lens that draws each level of the architecture."""


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/picture?iteration=…&lens=…&asOf=…&knownAt=…&level=…``, the two moments in milliseconds. ``ways`` names
    the version of the spine's edges that the page has: the same ones are not sent again."""

    def picture() -> Response:
        try:
            with one_glance():
                return _json(taken(desk, request.args), 200)
        except MissionControlError as flaw:
            return _json({"fault": fault(flaw)}, _status(flaw))

    dash_app.server.add_url_rule(PATH, "picture", picture)


def taken(desk: Desk, place: Sent, by: str = PATH) -> Answer:
    """The picture of a place, for a request to ``by``. Raises BadRequest, UnknownIteration."""
    lens, level = inputs.lens(place), inputs.level(place)
    iteration = inputs.text(place, "iteration") or latest(desk.graph, inputs.tenant(desk, place))
    asked = inputs.question(desk, {**place, "iteration": iteration})
    with drawing(desk, asked.scope, by):
        return {**_drawn(desk, asked, lens, level), "ways": _ways(desk, asked, inputs.text(place, "ways"))}


def _drawn(desk: Desk, asked: Question, lens: str, level: str) -> Answer:
    now = desk.clock()
    return {
        "iteration": {
            "id": asked.iteration,
            "scope": asked.scope.iteration,
            **title_of(desk.graph, asked.scope, NOW),
        },
        "verdict": verdict_view(desk.graph, asked.scope, asked.as_of, now),
        **_drawing(desk, asked, ACC[level] if lens == "acc" else lens, now),
        "matrix": version_of(matrix(desk.graph, asked.scope, level, asked.as_of, now)) if lens == "acc" else None,
        "moment": _moment(asked, now),
        "version": looking(desk.graph).version(asked.scope, now) if asked.as_of == NOW else None,
    }


def _drawing(desk: Desk, asked: Question, lens: str, now: int) -> Answer:
    """The view, drawn; or, where it is too large for that, what stands around its map, and the map's version."""
    if not is_large(desk.graph, asked.scope, lens, asked.as_of):
        return {"view": look(desk.graph, asked.scope, lens, asked.as_of, now)}
    version = map_of(desk.graph, asked.scope, lens, asked.as_of, now).version
    return {"view": head_of(desk.graph, asked.scope, lens, asked.as_of, now), "map": version}


def _ways(desk: Desk, asked: Question, have: str) -> Answer | WaysView:
    """The edges of the spine, or the version alone where the page has them."""
    found = ways(desk.graph, asked.scope, asked.as_of, desk.clock())
    return {"version": found.version} if have and have == found.version else found


def _moment(asked: Question, now: int) -> dict[str, int | None]:
    """As asked; ``bound`` is the moment of the commit that the address names, in ms."""
    bounded = asked.valid_ms is None and asked.as_of.valid != LATEST
    bound = asked.as_of.valid if bounded else None
    return {"asOf": asked.valid_ms, "knownAt": asked.known_ms, "now": now, "bound": bound}


def _json(answer: Answer, status: int) -> Response:
    body = msgspec.json.encode(answer)
    return Response(body, status, {"Cache-Control": "no-store"}, mimetype="application/json")


def _status(flaw: MissionControlError) -> int:
    if isinstance(flaw, StoreUnavailable):
        return 503
    return 404 if isinstance(flaw, UnknownIteration) else 400
