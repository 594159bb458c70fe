"""Two moments of one iteration → what lies between them."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.domain.moments import AsOf
from app.use_cases.compare import compare
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what B (the moment looked at) is against A."""

    @dash_app.callback(Output(ids.COMPARED, "data"), Input(ids.AGAINST, "data"))
    @told
    def compared(against: Sent | None) -> Answer | None:
        return None if not against else _compared(desk, against)


def _compared(desk: Desk, against: Sent) -> Answer:
    asked = inputs.question(desk, against)
    before = AsOf.at(inputs.moment(against, "against"), asked.known_ms)
    view = plain(compare(desk.graph, asked.scope, before, asked.as_of, desk.clock()))
    return {**view, "a": before.valid, "b": asked.valid_ms}
