"""Every iteration with its verdict: the rows of the overview and of the picker."""

from dash import Dash, Input, Output

from app.desk import Desk
from app.lenses.urgency import urgency
from app.use_cases.overview import overview as overview_of
from app.use_cases.overview import tenants
from callbacks import inputs
from callbacks.faults import Answer, told
from callbacks.inputs import Sent
from callbacks.plain import plain
from pages import ids


def register(dash_app: Dash, desk: Desk) -> None:
    """Answer what there is to pick from."""

    @dash_app.callback(Output(ids.ROWS, "data"), Input(ids.LISTED, "data"), prevent_initial_call=True)
    @told
    def rows(listed: Sent | None) -> Answer | None:
        return None if not listed else listing(desk, listed)


def listing(desk: Desk, listed: Sent) -> Answer:
    """The rows of a tenant, what needs a person first; and the tenants to choose from."""
    tenant = inputs.tenant(desk, listed)
    rows = [plain(row) for row in sorted(overview_of(desk.graph, tenant, desk.clock()), key=urgency)]
    return {"rows": rows, "tenant": tenant, "tenants": sorted({tenant, desk.tenant, *tenants(desk.graph)})}
