"""Front door of the web process: the Flask server with pages, callbacks and the JSON interface."""

import atexit
import html
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from dash import Dash
from flask import Flask
from flask_compress import Compress

from app import api
from app.api.assets import Assets, register_assets
from app.api.memory import tidied_when_quiet
from app.api.packed import register_packed
from app.desk import Desk
from app.settings import read_secrets, read_settings
from app.sharing import read_sharing
from app.wiring import open_desk, open_telemetry, open_tracing
from callbacks import register_callbacks
from pages import bones, register_pages
from pages.shell import held

ROOT: Final = Path(__file__).resolve().parents[1]
ASSETS: Final = ROOT / "assets"
TITLE: Final = "Mission Control"

_PARTS: Final = "dash/deps/polyfill@|dash/dcc/|dash/html/|dash_table/"
_UNUSED: Final = re.compile(f'<script src="[^"]*/(?:{_PARTS})[^"]*"></script>\\n?')
_BEGIN: Final = "mc.begin(() => new DashRenderer());"
"""Dash begins when the pages let it."""
_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
    <head>
        {%metas%}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="mc-code" content="{code}">
        <meta name="mc-build" content="">
        <title>{%title%}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
        <script>
            document.documentElement.dataset.bsTheme = new URLSearchParams(location.search).get("theme")
                || (() => { try { return localStorage.getItem("mc-theme"); } catch { return null; } })()
                || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
        </script>
        {%css%}
        <link rel="stylesheet" href="/assets/all.css">
    </head>
    <body>
        <div id="frame"><p class="waits">Loading</p></div>
        <script type="application/json" id="bones">{bones}</script>
        <footer hidden>{%app_entry%}{%config%}<script src="/assets/all.js"></script>{%scripts%}{%renderer%}</footer>
    </body>
</html>"""


class _Page(Dash):
    """Without what browsers of today know by themselves, only slower, and without parts that no page is made of."""

    def interpolate_index(self, *, scripts: str = "", **parts: str) -> str:  # type: ignore[override]
        filled: Callable[..., str] = super().interpolate_index  # untyped in dash
        return filled(scripts=_UNUSED.sub("", scripts), **parts)


def create_server(desk: Desk | None = None, assets: Path = ASSETS) -> Flask:
    """Everything that the web process serves. Without a desk, the one that the settings describe; ``assets`` is the
    folder of scripts, styles and fonts."""
    if desk is None:
        server = create_server(_desk(), assets)
        tidied_when_quiet()
        return server
    server = Flask("mission_control")
    server.config.update(
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=800,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    Compress(server)
    register_packed(server)
    register_assets(server, Assets(assets))
    sharing = read_sharing(os.environ)
    api.register(server, desk, read_secrets(os.environ), sharing)
    _pages(server, desk, sharing.code, assets)
    return server


def _desk() -> Desk:
    """Several processes serve the pages, and whoever is asked tells for all of them."""
    settings = read_settings(os.environ)
    tracing = open_tracing(settings, "web")
    atexit.register(tracing.close)  # what waits is sent when the server lets its process go
    return open_desk(settings, "reader", open_telemetry(settings, shared=True), tracing)


def _pages(server: Flask, desk: Desk, code: str, assets: Path) -> None:
    dash_app = _dash(server, assets)
    register_pages()
    dash_app.layout = held()
    dash_app.renderer = _BEGIN
    bones_told = json.dumps(bones(), separators=(",", ":")).replace("<", "\\u003c")
    dash_app.index_string = _PAGE.replace("{code}", html.escape(code)).replace("{bones}", bones_told)
    register_callbacks(dash_app, desk)
    _know_the_libraries(dash_app, server)


def _know_the_libraries(dash_app: Dash, server: Flask) -> None:
    """Dash serves the scripts of a page only once it has written one: of several processes, one may be asked for the
    scripts of a page that another has written."""
    written: Callable[[], str] = dash_app.index  # untyped in dash
    with server.test_request_context("/"):
        written()


def _dash(server: Flask, assets: Path) -> Dash:
    options: dict[str, Any] = {
        "server": server,
        "assets_folder": str(assets),
        "include_assets_files": False,  # the page names them itself, as one
        "use_pages": True,
        "pages_folder": "",
        "title": TITLE,
        "update_title": "",
        "suppress_callback_exceptions": True,
        "serve_locally": True,
    }
    return _Page("mission_control", **options)
