"""An iteration → its timeline: the strip, the verdict band and the slider's stops."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.timeline import timeline as timeline_of
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Question, Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what the dock shows."""

    @dash_app.callback(Output(ids.TIMELINE, "data"), Input(ids.TRACK, "data"), prevent_initial_call=True)
    @told
    def timeline(track: Sent | None) -> Answer | None:
        return None if not track else _dock(desk, inputs.question(desk, track))


def _dock(desk: Desk, asked: Question) -> Answer:
    """The whole life of the iteration; under "as known then" also the band that was believed by then."""
    whole: Answer = plain(timeline_of(desk.graph, asked.scope))
    if asked.known_ms is None:
        return whole | {"believed": None}
    return whole | {"believed": plain(timeline_of(desk.graph, asked.scope, asked.as_of.known))["band"]}
