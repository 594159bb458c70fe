"""The callbacks that run in the browser (see assets/wires.js): taking the bus apart, and showing what arrived."""

from typing import Final

from dash import ClientsideFunction, Dash, Input, Output

from pages import ids

SPACE: Final = "mc"
SHOWN: Final = {
    ids.PICTURE: "picture",
    ids.TIMELINE: "timeline",
    ids.DETAIL: "detail",
    ids.ROWS: "rows",
}
"""Which script function shows what a store holds."""


def register(dash_app: Dash) -> None:
    """Wire the stores to the scripts."""
    dash_app.clientside_callback(
        ClientsideFunction(SPACE, "begin"), Output(ids.ADDRESS, "data"), Input("_pages_location", "pathname")
    )
    dash_app.clientside_callback(
        ClientsideFunction(SPACE, "split"),
        [Output(name, "data") for name in (ids.PLACE, ids.TRACK, ids.PICKED, ids.LISTED)],
        Input(ids.ADDRESS, "data"),
        Input(ids.PULSE, "data"),
    )
    for store, function in SHOWN.items():
        dash_app.clientside_callback(ClientsideFunction(SPACE, function), Input(store, "data"))
    dash_app.clientside_callback(ClientsideFunction(SPACE, "mounted"), Input("_pages_content", "children"))
