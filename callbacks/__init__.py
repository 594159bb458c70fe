"""Browser value → domain value → use case → view as plain data; no other thought."""

from typing import Final

from dash import Dash

from app.desk import Desk
from callbacks import (
    attachment,
    browser,
    comparison,
    detail,
    dsm,
    lineage,
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


_PARTS: Final = (
    *(attachment, picture, dsm, map, timeline, detail, comparison, overview, lineage, live, stream, traces, wall),
)


def register_callbacks(dash_app: Dash, desk: Desk) -> None:
    """Add every callback to the app: those answered here, and those that run in the browser."""
    for part in _PARTS:
        part.register(dash_app, desk)
    browser.register(dash_app)
