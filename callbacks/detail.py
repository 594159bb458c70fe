"""A selection → everything about it, and its spine."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.domain.traces import NO_TRACE, context
from app.errors import MissionControlError
from app.use_cases.detail import detail as detail_of
from app.use_cases.spine import spine as spine_of
from callbacks import inputs
from callbacks.faults import Answer, fault, told
from callbacks.inputs import Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what is selected."""

    @dash_app.callback(Output(ids.DETAIL, "data"), Input(ids.PICKED, "data"), prevent_initial_call=True)
    @told
    def detail(picked: Sent | None) -> Answer | None:
        return None if not picked else _known(desk, picked)


def _known(desk: Desk, picked: Sent) -> Answer:
    """A selection that is not there at this moment is said so beside the page, not instead of it."""
    asked, uid = inputs.question(desk, picked), inputs.text(picked, "selection")
    now = desk.clock()
    try:
        found = detail_of(desk.graph, asked.scope, uid, asked.as_of, now)
        spine = spine_of(desk.graph, asked.scope, uid, asked.as_of, now)
    except MissionControlError as flaw:
        return {"id": uid, "detail": None, "spine": None, "fault": fault(flaw)}
    place = context(found.trace)
    desk.tracing.link([place])
    trace = {"id": place.trace_id, "page": desk.collector.page_of(place.trace_id)} if place != NO_TRACE else None
    return {"id": uid, "detail": plain(found), "spine": plain(spine), "trace": trace}
