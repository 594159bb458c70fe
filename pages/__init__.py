"""Layout only: which components stand where. Nothing here knows where data comes from."""

from collections.abc import Callable
from types import ModuleType
from typing import Final

from dash import register_page

from pages import acc, bdv, dde, jobs, not_found, overview, search, verdict

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


def _title(page: ModuleType) -> str:
    return f"{page.TITLE} · Mission Control"
