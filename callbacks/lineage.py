"""Artifacts over time, and earlier attempts. Asked for only while somebody looks at tasks."""

from typing import Final

from dash import Dash

from app.desk import Desk
from app.use_cases.lineage import lineage
from callbacks.beside import serve

PATH: Final = "/lineage"


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/lineage`` (see :func:`callbacks.beside.serve`)."""
    serve(dash_app, desk, PATH, lambda asked: lineage(desk.graph, asked.scope, asked.as_of, desk.clock()))
