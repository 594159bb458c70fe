"""The overview: every iteration with its verdict, since when, and what to do first."""

from typing import Final

from dash import html

from pages import ids
from pages.parts import quiet

PATH: Final = "/"
TITLE: Final = "Overview"


def layout(**_query: str) -> html.Div:
    """One place, filled once the rows are known."""
    return html.Div(quiet(ids.OVERVIEW, "overview", 6), className="page page-overview")
