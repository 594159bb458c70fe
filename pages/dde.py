"""Execution: was it built to plan?"""

from typing import Final

from dash import html

from pages import ids
from pages.parts import quiet, stage

PATH: Final = "/dde"
TITLE: Final = "DDE"


def layout(**_query: str) -> html.Div:
    """Pass conditions first, then the drawing with its tables."""
    return html.Div(
        [
            quiet(ids.CONDITIONS, "conds", 0),
            stage("dde", "Workflow"),
        ],
        className="page page-lens",
    )
