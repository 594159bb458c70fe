"""Architecture: will it last? Structure, dependency matrix and findings side by side."""

from typing import Final

from dash import html

from pages import ids
from pages.attributes import also
from pages.parts import findings, icon_button, quiet, stage, switch

PATH: Final = "/acc"
TITLE: Final = "ACC"


def layout(**_query: str) -> html.Div:
    """Pass conditions first; then three columns, of which narrow windows show graph or matrix."""
    return html.Div(
        [
            quiet(ids.CONDITIONS, "conds", 0),
            html.Div(
                [
                    stage("acc", "Structure"),
                    _matrix(),
                    findings(),
                ],
                className="three",
            ),
        ],
        className="page page-lens page-acc",
    )


def _matrix() -> html.Section:
    head = [
        html.Div(html.H2("Matrix"), id=ids.MATRIX_HEAD, className="phx"),
        html.Span(className="grow"),
        switch("arranged", {"layers": "Layers", "circles": "Cycles"}, "layers", "Order of the rows"),
        switch("level", {"module": "Modules", "component": "Components"}, "module", "Rows are"),
        icon_button("table", "Show the matrix as a table, or drawn", do="matrix-table"),
        icon_button("fullscreen", "Fit the matrix", do="fit-matrix"),
        icon_button("download", "Export the matrix", do="export", arg="matrix"),
    ]
    board = [
        html.Div(className="board", **also(data_board="1")),
        html.Div(id=ids.MATRIX_TWIN, className="matrixtwin", hidden=True),
    ]
    return html.Section(
        [
            html.Div(head, className="ph"),
            html.Div(board, id=ids.MATRIX, className="canvas"),
            html.Div(id=ids.MATRIX_PAIR, className="pair", hidden=True),
            _legend(),
        ],
        className="panel matrixpanel",
        **also(aria_label="Dependency matrix"),
    )


def _legend() -> html.Div:
    kinds = {"imports": "imp", "violation": "vio", "cycle": "cyc", "suppressed": "sup", "upward": "upw"}
    marks = [html.Span([html.I(className=f"sq {code}"), word], className="lg") for word, code in kinds.items()]
    return html.Div(marks, className="pf")
