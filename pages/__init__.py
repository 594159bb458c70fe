"""Layout only: which components stand where. Nothing here knows where data comes from.

All pages travel with the document, a few kilobytes: moving between them, and coming to the first one, asks nobody.
"""

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any, Final

from dash import register_page
from dash.development.base_component import Component

from pages import acc, bdv, dde, jobs, not_found, overview, search, shell, verdict

PAGES: Final[tuple[ModuleType, ...]] = (overview, verdict, dde, bdv, acc, search, jobs)
"""The pages in reading order."""

SHARED: Final = (verdict, dde, bdv, acc)
"""Those that a share link can lead to."""


def register_pages() -> None:
    """Tell Dash of every page. An app must exist, and must have been made with ``use_pages``."""
    tell: Callable[..., None] = register_page  # untyped in dash
    for order, page in enumerate(PAGES):
        title = _title(page)
        tell(page.__name__, path=page.PATH, title=title, name=page.TITLE, layout=page.layout, order=order)
    for page in SHARED:
        path, title = f"/shared{page.PATH}", _title(page)
        tell(f"shared{page.PATH}", path=path, title=title, name=page.TITLE, layout=page.layout, order=len(PAGES))
    tell("not_found_404", layout=not_found.layout, title=_title(not_found))


@cache
def bones() -> dict[str, Any]:
    """What stands still, and every page by its path, for the browser to put them there (assets/bones.js)."""
    pages = {page.PATH: _plain(page.layout()) for page in (*PAGES, not_found)}
    return {"frame": _plain(shell.shell()), "pages": pages}


def _plain(part: Any) -> Any:
    """A component as it travels. Dash would find it out anew for everyone who comes."""
    if isinstance(part, Component):
        told: Callable[[], Any] = part.to_plotly_json  # untyped in dash
        return _plain(told())
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items()}
    return [_plain(one) for one in part] if isinstance(part, list | tuple) else part


def _title(page: ModuleType) -> str:
    return f"{page.TITLE} · Mission Control"
