"""Requirements × scenarios. Asked for only while somebody looks at it."""

from typing import Final

from dash import Dash

from app.desk import Desk
from app.use_cases.traces import traces
from callbacks.beside import serve

PATH: Final = "/traces"


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/traces`` (see :func:`callbacks.beside.serve`)."""
    serve(dash_app, desk, PATH, lambda asked: traces(desk.graph, asked.scope, asked.as_of, desk.clock()))
