"""Small parts that several pages are made of."""

from typing import Final

import dash_cytoscape as cyto
from dash import html

from pages import ids
from pages.attributes import also

GLYPH_LINES: Final = ("62%", "88%", "74%")
"""Widths of the quiet lines that stand where text will be."""


def icon(name: str) -> html.I:
    """An icon that says nothing to a screen reader."""
    return html.I(className=f"bi bi-{name}", **also(aria_hidden="true"))


def icon_button(name: str, label: str, component_id: str = "", **data: str) -> html.Button:
    """A button with an icon and a name that is read out."""
    named = {f"data_{key}": value for key, value in data.items()}
    known = {"id": component_id} if component_id else {}
    return html.Button(icon(name), className="icbtn", title=label, **also(aria_label=label, **named, **known))


def quiet(component_id: str, class_name: str = "", lines: int = 3) -> html.Div:
    """A place that a browser script fills; until then quiet lines hold its room."""
    bars = [html.Div(className="sk", style={"width": GLYPH_LINES[number % 3]}) for number in range(lines)]
    return html.Div(html.Div(bars, className="sks"), id=component_id, className=class_name)


def switch(name: str, options: dict[str, str], chosen: str, says: str = "Show as") -> html.Div:
    """A row of buttons of which one is pressed; ``name`` is what pressing sets."""
    buttons = [
        html.Button(
            label,
            className="on" if key == chosen else "",
            **also(data_do="switch", data_name=name, data_value=key, aria_pressed=str(key == chosen).lower()),
        )
        for key, label in options.items()
    ]
    return html.Div(buttons, className="seg", role="group", **also(aria_label=says))


def findings(class_name: str = "") -> html.Section:
    """What stands in the way, in words; ``slim`` keeps it for screens that have no room for a drawing."""
    return html.Section(
        id=ids.FINDINGS, className=f"panel findings {class_name}".strip(), **also(aria_label="Findings")
    )


def stage(lens: str, title: str) -> html.Section:
    """A lens's drawing with its head, its table twin and its legend."""
    head = [
        html.Div(html.H2(title), id=ids.head(lens), className="phx"),
        html.Span(className="grow"),
        html.Div(id=ids.tabs(lens), className="tabs"),
        icon_button("fullscreen", "Fit the drawing", do="fit", arg=lens),
        icon_button("download", "Export what is shown", do="export", arg=lens),
    ]
    return html.Section(
        [
            html.Div(head, className="ph"),
            html.Div([_drawing(lens), _map(lens), quiet(ids.twin(lens), "twin", 0)], className="canvas"),
            html.Div(id=ids.legend(lens), className="pf"),
        ],
        id=ids.stage(lens),
        className="panel stage",
        **also(aria_label=title, data_lens=lens),
    )


def _map(lens: str) -> html.Div:
    """Where a map stands instead of the drawing, once there are too many nodes for one."""
    return html.Div(id=ids.chart(lens), className="map", hidden=True)


def _drawing(lens: str) -> html.Div:
    """The canvas is for eyes; its table twin carries the same rows for everybody else."""
    drawing = cyto.Cytoscape(
        id=ids.graph(lens),
        elements=[],
        stylesheet=[],
        layout={"name": "preset", "fit": False},
        autoRefreshLayout=False,
        boxSelectionEnabled=False,
        autoungrabify=True,
        minZoom=0.08,
        maxZoom=3,
        responsive=False,
        style={"position": "absolute", "inset": "0", "width": "100%", "height": "100%"},
    )
    return html.Div(drawing, className="drawing", **also(aria_hidden="true"))
