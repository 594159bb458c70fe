"""An open page says which store is away and since when, goes on without it, and takes its word back by itself."""

import dataclasses

import pytest

from app.errors import StoreUnavailable
from app.main import create_server
from tests.pages.chrome import Page, served

pytestmark = pytest.mark.browser

DRIFT = "/verdict?iteration=Iter-Golden-VersionDrift"


class Leaving:
    """A store that answers as the one behind it does, until it is away; or only those questions that it is asked by
    ``name``."""

    def __init__(self, store: object, name: str = "") -> None:
        self.store, self.name, self.away = store, name, False

    def __getattr__(self, name: str) -> object:
        if self.away and self.name in ("", name):
            raise StoreUnavailable("its server is being restarted")
        return getattr(self.store, name)


def test_without_the_search_the_page_goes_on_and_says_so_until_it_is_back(writer, page: Page):
    search = Leaving(writer.search)
    search.away = True
    with served(create_server(dataclasses.replace(writer, search=search))) as address:
        there = Page(page.chrome, address)
        there.open(DRIFT).until("document.getElementById('fresh').textContent.includes('Search is away since')", 30)
        assert there.text("#verdict h1") == "May not ship"
        assert there.run("document.getElementById('banner').hidden")
        search.away = False
        there.until("!document.getElementById('fresh').textContent.includes('away')", 30)


def test_without_the_log_the_page_goes_on_with_what_is_read_and_says_so_until_it_is_back(writer, page: Page):
    log = Leaving(writer.log)
    log.away = True
    with served(create_server(dataclasses.replace(writer, log=log))) as address:
        there = Page(page.chrome, address)
        there.open(DRIFT).until("document.getElementById('fresh').textContent.includes('Log is away since')", 30)
        there.until("document.getElementById('fresh').textContent.includes('as far as it is read')", 30)
        assert there.text("#verdict h1") == "May not ship"
        assert there.run("document.getElementById('banner').hidden")
        log.away = False
        there.until("document.getElementById('fresh').textContent.includes('up to date')", 30)


SHOWN = (
    "!document.querySelector('.fault') && banner.hidden && mc.details?.detail && mc.picture.view"
    " && mc.timeline && document.querySelector('#tabs-convergence').textContent.includes(mc.timeline.ticks.length)"
)
NAMED = (
    "[...document.querySelectorAll('#tabs-convergence option')].filter((o) => /^(verdicts|events)$/.test(o.value))"
)


def test_a_page_that_was_opened_while_the_graph_was_away_shows_all_of_it_once_that_is_back(writer, page: Page):
    graph = Leaving(writer.graph)
    graph.away = True
    with served(create_server(dataclasses.replace(writer, graph=graph))) as address:
        there = Page(page.chrome, address)
        there.open(DRIFT).until("document.querySelector('.fault')?.textContent.includes('did not answer')", 30)
        there.until("document.getElementById('fresh').textContent.includes('Stopped')", 30)
        graph.away = False
        there.until(SHOWN, 30)
    page.chrome.get_log("browser")  # where a browser says by itself that an address did not answer


def test_one_answer_that_could_not_be_had_is_asked_for_again_though_nothing_was_seen_to_be_away(writer, page: Page):
    graph = Leaving(writer.graph, "around")
    graph.away = True
    with served(create_server(dataclasses.replace(writer, graph=graph))) as address:
        there = Page(page.chrome, address)
        there.open(DRIFT).until("mc.details?.detail && !mc.timeline && mc.streaming()", 30)
        assert there.run(f"{NAMED}.map((one) => one.textContent)") == ["History of the verdict", "Events"]
        graph.away = False
        there.until(SHOWN, 30)
