"""An iteration → its timeline: the strip, the verdict band and the slider's stops."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.timeline import timeline as timeline_of
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what the dock shows."""

    @dash_app.callback(Output(ids.TIMELINE, "data"), Input(ids.TRACK, "data"))
    @told
    def timeline(track: Sent | None) -> Answer | None:
        if not track:
            return None
        asked = inputs.question(desk, track)
        answer: Answer = plain(timeline_of(desk.graph, asked.scope, asked.as_of.known))
        return answer
