"""The frame of all pages: top bar, rail, banner, the page itself, and the dock with time in it."""

from typing import Final

from dash import html

from pages import dock, ids
from pages.attributes import also
from pages.own import Held
from pages.parts import icon, icon_button

RAIL: Final = (
    ("/", "overview", "Overview", "grid-1x2"),
    ("/verdict", "verdict", "Verdict", "intersect"),
    ("/dde", "dde", "DDE", "bezier2"),
    ("/bdv", "bdv", "BDV", "card-checklist"),
    ("/acc", "acc", "ACC", "layers"),
)
"""Path, lens, word and icon of every page, in reading order."""

ASIDE: Final = (("/search", "search", "Search", "search"), ("/jobs", "jobs", "Jobs", "clock-history"))
"""The same for the pages that are about no iteration."""

_ASKED: Final = (ids.ADDRESS, ids.PULSE, ids.TRACK, ids.PICKED, ids.LISTED, ids.AGAINST)
_ANSWERED: Final = (ids.TIMELINE, ids.DETAIL, ids.ROWS, ids.COMPARED)


def held() -> list[Held]:
    """The values of the bus: what is asked, and what was answered."""
    return [Held(name) for name in _ASKED + _ANSWERED]


def shell() -> html.Div:
    """What stands still while pages, moments and iterations change."""
    return html.Div(
        [
            html.A("Skip to the content", href=f"#{ids.MAIN}", className="skip"),
            _top(),
            html.Div(id=ids.BANNER, className="banner", role="status", hidden=True),
            _rail(),
            _main(),
            dock.dock(),
            html.Div(id=ids.SAY, className="sr", role="status", **also(aria_live="polite")),
            html.Div(id=ids.TOASTS, className="toasts", role="status"),
            html.Div(id=ids.POPOVER, className="popover", hidden=True),
            html.Div(id=ids.TIP, className="tip", hidden=True, role="tooltip"),
        ],
        id=ids.SHELL,
        className="mc-shell",
    )


def _main() -> html.Main:
    """The page, and beside it the details of what is selected."""
    details = html.Aside(id=ids.PANEL, className="panel detail", **also(aria_label="Details", hidden=True))
    return html.Main([html.Div(id=ids.PAGE), details], id=ids.MAIN, className="main", tabIndex=-1)


def _top() -> html.Header:
    home = also(aria_label="Mission Control, overview")
    return html.Header(
        [
            html.A(html.Span(className="mark"), href="/", className="logo", **home),
            html.Div(id=ids.PICKER, className="crumb"),
            html.Div(id=ids.BADGE, className="badge"),
            html.Span(className="grow"),
            html.Div(id=ids.FRESH, className="fresh"),
            _search(),
            icon_button("broadcast", "Tell me on this desktop when a verdict turns", ids.NOTICES, do="notices"),
            icon_button("link-45deg", "Share this view", ids.COPY, do="share"),
            icon_button("moon", "Change between light and dark", ids.THEME, do="theme"),
        ],
        id=ids.TOP,
        className="top",
    )


def _search() -> html.Button:
    word = "Search or jump to"
    return html.Button(
        [icon("search"), html.Span(word, className="grow"), html.Kbd(**also(data_says="Ctrl K", aria_hidden="true"))],
        id=ids.SEARCH,
        className="search",
        **also(aria_label=word, data_do="palette", aria_keyshortcuts="Control+K /"),
    )


def _rail() -> html.Nav:
    links, aside = (
        [
            html.A(
                [icon(symbol), html.Span(className="state"), html.Span(word)],
                href=path,
                **also(data_lens=lens, data_do="page", data_arg=path),
            )
            for path, lens, word, symbol in entries
        ]
        for entries in (RAIL, ASIDE)
    )
    keys = icon_button("keyboard", "Show the keys", do="keys")
    return html.Nav(
        [*links, html.Span(className="grow"), *aside, keys], id=ids.RAIL, className="rail", **also(aria_label="Pages")
    )
