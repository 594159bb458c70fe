"""Place and moment → verdict and lens, as one answer, so that a page never shows two moments at once."""

from typing import Final

from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.look import look, matrix
from app.use_cases.overview import latest, title_of
from app.use_cases.verdict import verdict_view
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Question, Sent
from callbacks.plain import plain
from pages import ids

ACC: Final = {"module": "acc", "component": "acc-components"}
"""The lens that draws each level of the architecture."""


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer the place that the browser is at."""

    @dash_app.callback(Output(ids.PICTURE, "data"), Input(ids.PLACE, "data"))
    @told
    def picture(place: Sent | None) -> Answer | None:
        return None if not place else taken(desk, place)


def taken(desk: Desk, place: Sent) -> Answer:
    """The picture of a place. Raises BadRequest, UnknownIteration."""
    iteration = inputs.text(place, "iteration") or latest(desk.graph, desk.tenant)
    asked = inputs.question(desk, {**place, "iteration": iteration})
    now = desk.clock()
    return {
        "iteration": {"id": asked.iteration, **title_of(desk.graph, asked.scope, asked.as_of)},
        "verdict": plain(verdict_view(desk.graph, asked.scope, asked.as_of, now)),
        **_drawn(desk, asked, inputs.lens(place), inputs.level(place)),
        "moment": _moment(asked, now),
    }


def _drawn(desk: Desk, asked: Question, lens: str, level: str) -> Answer:
    now = desk.clock()
    if lens != "acc":
        return {"view": plain(look(desk.graph, asked.scope, lens, asked.as_of, now)), "matrix": None}
    drawn = look(desk.graph, asked.scope, ACC[level], asked.as_of, now)
    return {"view": plain(drawn), "matrix": plain(matrix(desk.graph, asked.scope, level, asked.as_of, now))}


def _moment(asked: Question, now: int) -> dict[str, int | None]:
    return {"asOf": asked.valid_ms, "knownAt": asked.known_ms, "now": now}
