"""Every iteration with its verdict: the rows of the overview and of the picker."""

import msgspec
from dash import Dash, Input, Output

from app.desk import Desk
from app.use_cases.overview import overview as overview_of
from callbacks.faults import Answer, told
from callbacks.inputs import Sent
from pages import ids

FRESH_S = 5.0


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what there is to pick from."""

    @dash_app.callback(Output(ids.ROWS, "data"), Input(ids.LISTED, "data"))  # type: ignore[untyped-decorator]
    @told
    def rows(listed: Sent | None) -> Answer | None:
        return None if not listed else listing(desk)


def listing(desk: Desk) -> Answer:
    """The rows; judged anew when anything at all has changed."""
    key = f"overview|{desk.tenant}|{desk.graph.revision()}"
    kept = desk.cache.get(key)
    if kept is None:
        kept = msgspec.json.encode({"rows": overview_of(desk.graph, desk.tenant, desk.clock())})
        desk.cache.put(key, kept, FRESH_S)
    answer: Answer = msgspec.json.decode(kept)
    return answer
