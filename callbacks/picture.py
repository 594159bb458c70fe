"""Place and moment → verdict and lens, as one answer, so that a page never shows two moments at once."""

from typing import Any

import msgspec
from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.look import look, matrix
from app.use_cases.overview import latest, title_of
from app.use_cases.verdict import verdict_view
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Question, Sent
from pages import ids

FRESH_S = 5.0
"""How long a picture of the present may be kept: waivers and suppressions end with the clock."""


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer the place that the browser is at."""

    @dash_app.callback(Output(ids.PICTURE, "data"), Input(ids.PLACE, "data"))  # type: ignore[untyped-decorator]
    @told
    def picture(place: Sent | None) -> Answer | None:
        return None if not place else taken(desk, place)


def taken(desk: Desk, place: Sent) -> Answer:
    """The picture of a place. Raises BadRequest, UnknownIteration."""
    iteration = inputs.text(place, "iteration") or latest(desk.graph, desk.tenant)
    asked = inputs.question(desk, {**place, "iteration": iteration})
    lens, level = inputs.lens(place), inputs.level(place)
    key = f"picture|{asked.scope}|{desk.graph.revision(asked.scope)}|{lens}|{level}|{asked.as_of}"
    kept = desk.cache.get(key)
    if kept is None:
        kept = msgspec.json.encode(_seen(desk, asked, lens, level))
        desk.cache.put(key, kept, FRESH_S)
    answer: Answer = msgspec.json.decode(kept)
    return answer | {"moment": _moment(asked, desk.clock())}


def _seen(desk: Desk, asked: Question, lens: str, level: str) -> dict[str, Any]:
    now = asked.moment(desk.clock())
    return {
        "iteration": {"id": asked.iteration, **title_of(desk.graph, asked.scope, asked.as_of)},
        "verdict": verdict_view(desk.graph, asked.scope, asked.as_of, now),
        "view": look(desk.graph, asked.scope, lens, asked.as_of, now),
        "matrix": matrix(desk.graph, asked.scope, level, asked.as_of, now) if lens == "acc" else None,
    }


def _moment(asked: Question, now: int) -> dict[str, int | None]:
    return {"asOf": asked.valid_ms, "knownAt": asked.known_ms, "now": now}
