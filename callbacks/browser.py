"""The callbacks that run in the browser (see assets/wires.js): taking the bus apart, and showing what arrived."""

from collections.abc import Callable
from typing import Final

from dash import ClientsideFunction, Dash, Input, Output

from pages import ids

SHOWN: Final = {
    ids.TIMELINE: "timeline",
    ids.DETAIL: "detail",
    ids.ROWS: "rows",
    ids.COMPARED: "compared",
}
"""Which script function shows what a store holds."""


def register(dash_app: Dash) -> None:
    """Wire the stores to the scripts."""
    wire: Callable[..., None] = dash_app.clientside_callback  # untyped in dash
    wire(
        _script("split"),
        [Output(name, "data") for name in (ids.TRACK, ids.PICKED, ids.LISTED, ids.AGAINST)],
        Input(ids.ADDRESS, "data"),
        Input(ids.PULSE, "data"),
    )
    for store, function in SHOWN.items():
        wire(_script(function), Input(store, "data"), prevent_initial_call=True)


def _script(function: str) -> ClientsideFunction:
    return ClientsideFunction("mc", function)
