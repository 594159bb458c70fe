"""Search: what holds the words, counted and narrowed by what it is, page by page."""

from typing import Final

from dash import html

from pages import ids
from pages.attributes import also
from pages.parts import quiet

PATH: Final = "/search"
TITLE: Final = "Search"


def layout(**_query: str) -> html.Div:
    """Three places that the browser fills: what is asked, what it can be narrowed to, what was found."""
    return html.Div(
        [
            html.Div(id=ids.ASKED, className="asked"),
            html.Div(
                [
                    html.Aside(id=ids.FACETS, className="facets", **also(aria_label="Narrow to")),
                    html.Div(quiet(ids.FOUND, "found", 6), className="foundroom"),
                ],
                className="findroom",
            ),
        ],
        className="page page-overview page-search",
    )
