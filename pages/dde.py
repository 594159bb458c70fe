"""Execution: was it built to plan?"""

from typing import Final

from dash import html

from pages import ids
from pages.attributes import also
from pages.parts import findings, quiet, stage

PATH: Final = "/dde"
TITLE: Final = "DDE"


def layout(**_query: str) -> html.Div:
    """Pass conditions first, then the drawing with its tables, and beside it when everything ran."""
    return html.Div(
        [
            quiet(ids.CONDITIONS, "conds", 0),
            findings("slim"),
            html.Div([stage("dde", "Workflow"), _run_times()], className="withgantt"),
        ],
        className="page page-lens",
    )


def _run_times() -> html.Section:
    """A bar a task on the axis of the iteration; a list box, so that arrows lead through it."""
    rows = html.Div(
        id=ids.GANTT_ROWS,
        className="grows",
        role="listbox",
        tabIndex=0,
        **also(aria_label="Run times of tasks"),
    )
    return html.Section(
        [
            html.Div(html.Div(html.H2("Run times"), id=ids.GANTT_HEAD, className="phx"), className="ph"),
            html.Div(id=ids.GANTT_AXIS, className="gaxis", **also(aria_hidden="true")),
            rows,
        ],
        className="panel gantt",
        **also(aria_label="Run times"),
    )
