"""Every iteration with its verdict: the rows of the overview and of the picker."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.overview import overview as overview_of
from callbacks.faults import Answer, told
from callbacks.inputs import Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what there is to pick from."""

    @dash_app.callback(Output(ids.ROWS, "data"), Input(ids.LISTED, "data"))
    @told
    def rows(listed: Sent | None) -> Answer | None:
        return None if not listed else listing(desk)


def listing(desk: Desk) -> Answer:
    """The rows; each is judged anew only when its iteration has changed."""
    return {"rows": [plain(row) for row in overview_of(desk.graph, desk.tenant, desk.clock())]}
