"""An open page says which store is away and since when, goes on without it, and takes its word back by itself."""

import dataclasses

import pytest

from app.errors import StoreUnavailable
from app.main import create_server
from tests.pages.chrome import Page, served

pytestmark = pytest.mark.browser

DRIFT = "/verdict?iteration=Iter-Golden-VersionDrift"


class Leaving:
    """A store that answers as the one behind it does, until it is away."""

    def __init__(self, store: object) -> None:
        self.store, self.away = store, False

    def __getattr__(self, name: str) -> object:
        if self.away:
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
