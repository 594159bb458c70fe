"""The dock: time on every page. The strip is drawn in the browser; the slider on it is a real range input."""

from dash import html

from pages import ids
from pages.attributes import also
from pages.parts import icon


def dock() -> html.Section:
    """Controls at the left, the strip in the middle, the clock at the right."""
    return html.Section(
        [_controls(), _strip(), _clock()], id=ids.DOCK, className="dock", **also(aria_label="Time", data_empty="1")
    )


def _controls() -> html.Div:
    turns = html.Div(id=ids.TURNS, className="turns", role="group", **also(aria_label="Changes of what is selected"))
    return html.Div([_steps(), _modes(), turns], className="ctl")


def _steps() -> html.Div:
    """From moment to moment, by hand or playing."""
    steps = [
        _round(ids.PREVIOUS, "skip-start-fill", "Previous change", "previous"),
        _round(ids.PLAY, "play-fill", "Play through time", "play"),
        _round(ids.NEXT, "skip-end-fill", "Next change", "next"),
        html.Button("1×", id=ids.SPEED, className="chip speed", title="Speed", **also(data_do="speed")),
        html.Button(
            icon("exclamation-octagon"),
            id=ids.HALTS,
            className="chip speed on",
            title="Stop at failures while playing",
            **also(data_do="halts", aria_label="Stop at failures while playing", aria_pressed="true"),
        ),
    ]
    return html.Div(steps, className="steps")


def _modes() -> html.Div:
    modes = [
        html.Button(
            [html.Span(className="liv"), "Live"],
            id=ids.LIVE,
            className="on",
            **also(data_do="live", aria_pressed="true"),
        ),
        html.Button("Past", id=ids.PAST, **also(data_do="past", aria_pressed="false")),
        html.Button("Compare", id=ids.COMPARE, **also(data_do="compare", aria_pressed="false")),
    ]
    return html.Div(modes, className="seg modes", role="group", **also(aria_label="Live, past or compare"))


def _round(component_id: str, symbol: str, label: str, action: str) -> html.Button:
    return html.Button(
        icon(symbol),
        id=component_id,
        className="tbtn play" if action == "play" else "tbtn",
        title=label,
        **also(data_do=action, aria_label=label),
    )


def _strip() -> html.Div:
    """Drawn, and given its range input, in the browser: only there is the width known."""
    return html.Div(html.Div(className="drawn", **also(aria_hidden="true")), id=ids.STRIP, className="strip")


def _clock() -> html.Div:
    known = html.Button(
        [html.Span(className="sw", **also(aria_hidden="true")), html.Span("As known then")],
        id=ids.KNOWN,
        className="known",
        role="switch",
        **also(data_do="known", aria_checked="false"),
    )
    return html.Div([html.Div(id=ids.CLOCK, className="now"), known], className="clock")
