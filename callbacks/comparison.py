"""Two moments of one iteration, or of two → what lies between them."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.compare import compare
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what B (the moment looked at) is against A."""

    @dash_app.callback(Output(ids.COMPARED, "data"), Input(ids.AGAINST, "data"), prevent_initial_call=True)
    @told
    def compared(against: Sent | None) -> Answer | None:
        return None if not against else _compared(desk, against)


def _compared(desk: Desk, against: Sent) -> Answer:
    asked = inputs.question(desk, against)
    before = inputs.question(desk, _place_of_a(against))
    found = compare(desk.graph, asked.scope, before.as_of, asked.as_of, desk.clock(), before.scope)
    return {**plain(found), "a": before.valid_ms, "b": asked.valid_ms}


def _place_of_a(against: Sent) -> Sent:
    """A lies in B's iteration unless ``other`` names one; without a moment it is that one's newest."""
    iteration = inputs.text(against, "other") or inputs.text(against, "iteration")
    return {**against, "iteration": iteration, "asOf": inputs.moment(against, "against")}
