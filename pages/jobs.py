"""The jobs: what is done now and then, how it went, and when it is due again; and how the stores are."""

from typing import Final

from dash import html

from pages import ids
from pages.parts import quiet

PATH: Final = "/jobs"
TITLE: Final = "Jobs"


def layout(**_query: str) -> html.Div:
    """One place, filled and refreshed by the browser."""
    return html.Div(quiet(ids.JOBS, "jobs-place", 6), className="page page-overview page-jobs")
