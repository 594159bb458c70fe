"""Browser value → domain value → use case → view as plain data; no other thought."""

from dash import Dash

from app.desk import Desk
from callbacks import (
    attachment,
    browser,
    comparison,
    detail,
    dsm,
    live,
    map,
    overview,
    picture,
    stream,
    timeline,
    traces,
    wall,
)

__all__ = ["register_callbacks"]


def register_callbacks(dash_app: Dash, desk: Desk) -> None:
    """Add every callback to the app: those answered here, and those that run in the browser."""
    for part in (attachment, picture, dsm, map, timeline, detail, comparison, overview, live, stream, traces, wall):
        part.register(dash_app, desk)
    browser.register(dash_app)
