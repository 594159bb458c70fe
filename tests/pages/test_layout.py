"""Every page lays out what the callbacks and the browser scripts name, and nothing twice."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from dash.development.base_component import Component

from pages import PAGES, ids, not_found
from pages.shell import held, shell

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def ids_in(component: Any) -> Iterator[str]:
    """The ids of a component and everything in it."""
    parts = component if isinstance(component, list | tuple) else [component]
    for part in parts:
        if isinstance(part, Component):
            found = getattr(part, "id", None)
            if isinstance(found, str):
                yield found
            yield from ids_in(getattr(part, "children", None) or [])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.TITLE)
def test_no_id_stands_twice_on_a_page(page: ModuleType):
    found = [name for name in (*ids_in([shell(), *held()]), *ids_in(page.layout())) if not name.startswith("_pages")]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.TITLE)
def test_a_page_can_be_opened_with_any_query(page: ModuleType):
    assert isinstance(page.layout(iteration="x", asOf="y"), Component)


def test_every_store_of_the_bus_is_in_the_frame():
    stores = {ids.ADDRESS, ids.PULSE, ids.TRACK, ids.PICKED, ids.LISTED, ids.AGAINST}
    stores |= {ids.TIMELINE, ids.DETAIL, ids.ROWS, ids.COMPARED}
    assert stores == set(ids_in(held()))


def test_every_plain_id_that_a_script_fills_is_laid_out_somewhere():
    laid_out = {name for page in PAGES for name in ids_in(page.layout())} | set(ids_in(shell()))
    filled = set()
    for script in ASSETS.glob("*.js"):
        filled |= set(re.findall(r"mc\.fill\(\"([a-z-]+)\"", script.read_text()))
    assert filled
    assert filled <= laid_out


def test_the_page_for_nowhere_leads_back():
    links = [part.href for part in not_found.layout().children if hasattr(part, "href")]
    assert links == ["/"]


@pytest.mark.parametrize("kind", ["*.js", "*.css"])
def test_nothing_served_names_another_machine(kind: str):
    for served in ASSETS.glob(kind):
        urls = re.findall(r"https?://[^\s\"')]+", served.read_text())
        assert set(urls) <= {"http://www.w3.org/2000/svg"}, served.name


def test_scripts_stay_small():
    assert all(len(script.read_text().splitlines()) < 200 for script in ASSETS.glob("*.js"))


def test_letters_have_the_sizes_of_the_scale():
    """Icons and glyphs, which are drawn and not read, have sizes of their own; drawings are scaled as a whole."""
    scale = set(re.findall(r"--mc-t-\d+: (\d+px)", (ASSETS / "tokens.css").read_text()))
    drawn = re.compile(r"(\.bi|svg\.g|\.gl|\.bandicon|\.tbtn(\.\w+)?|\.icbtn| text)$")
    read = re.compile(r"(?:font-size:|font:[^;}]*?)([\d.]+px)")
    odd = [
        f"{file.name}: {selector} {size}"
        for file in ASSETS.glob("*.css")
        for selector, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", file.read_text())
        if not drawn.search(selector.strip())
        for size in read.findall(rules)
        if size not in scale
    ]
    assert not odd, "\n".join(odd)
