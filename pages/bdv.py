"""Behaviour: is it what was asked for?"""

from typing import Final

from dash import html

from pages import ids
from pages.parts import findings, quiet, stage

PATH: Final = "/bdv"
TITLE: Final = "BDV"


def layout(**_query: str) -> html.Div:
    """Pass conditions first, then the drawing with its tables, then the flakes."""
    return html.Div(
        [
            quiet(ids.CONDITIONS, "conds", 0),
            findings("slim"),
            stage("bdv", "Behaviour"),
            html.Div(id=ids.tables("bdv"), className="more", hidden=True),
        ],
        className="page page-lens",
    )
