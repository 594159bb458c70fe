"""The page for an address that leads nowhere."""

from typing import Final

from dash import html

PATH: Final = "/404"
TITLE: Final = "Not found"


def layout(**_query: str) -> html.Div:
    """Says so, and leads back."""
    return html.Div(
        [
            html.H1("There is no such page", className="big"),
            html.P("The address may be old, or mistyped.", className="lead"),
            html.A("Go to the overview", href="/", className="btn pri"),
        ],
        className="page page-empty",
    )
