"""Execution: was it built to plan?"""

from typing import Final

from dash import html

from pages import ids
from pages.parts import quiet, stage

PATH: Final = "/dde"
TITLE: Final = "DDE"


def layout(**_query: str) -> html.Div:
    """Pass conditions first, then the drawing, then the tables beside it."""
    return html.Div(
        [
            quiet(ids.CONDITIONS, "conds", 0),
            stage("dde", "Workflow"),
            html.Div(id=ids.tables("dde"), className="more"),
        ],
        className="page page-lens",
    )
