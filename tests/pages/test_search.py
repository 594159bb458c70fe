"""The page of search, in a real browser: words, facets, pages, keys, and what it says when nothing answers."""

import pytest
from selenium.webdriver.common.keys import Keys

from app.errors import StoreUnavailable
from tests.pages.chrome import resize

pytestmark = pytest.mark.browser

HITS = "document.querySelectorAll('.hits .hit').length"
FOUND = "document.querySelector('.sum b').textContent"


def test_words_find_mark_and_count_what_holds_them(page):
    page.open("/search").until("document.activeElement.id === 'seek'")
    assert "What are you looking for?" in page.text("#found")
    page.press("refund")
    page.until(f"{HITS} === 50 && {FOUND}.endsWith('found')")
    assert page.run("[...document.querySelectorAll('.hits mark')].every(m => /^refund/i.test(m.textContent))")
    assert page.run("document.querySelectorAll('.hits mark').length") >= 50
    assert page.run("location.search.includes('q=refund')")
    kinds = "[...document.querySelectorAll('fieldset:first-child .num')].map(n => Number(n.textContent))"
    assert page.run(f"{kinds}.reduce((a, b) => a + b)") == page.run(f"Number({FOUND}.split(' ')[0])")
    assert page.complaints() == []


def test_facets_narrow_by_keys_and_the_address_is_a_link_to_it(page):
    page.open("/search?q=refund").until(f"{HITS} === 50")
    page.run("document.querySelector('.fv input[data-key=\"kind Scenario\"]').focus()")
    page.press(Keys.SPACE)
    page.until("[...document.querySelectorAll('.hit .hm span:first-child')].every(s => s.textContent === 'Scenario')")
    assert page.run("document.activeElement.dataset.key") == "kind Scenario"
    assert page.run("document.querySelectorAll('fieldset:first-child .fv').length") > 1
    narrowed = page.run(FOUND)
    page.open(page.chrome.current_url.removeprefix(page.address)).until(f"{HITS} > 0")
    assert page.run(FOUND) == narrowed
    page.click(".sum .chip")
    page.until(f"{FOUND} !== {narrowed!r}")


def test_the_next_page_follows_the_last_hit_and_nothing_stands_twice(page):
    page.open("/search?q=refund&order=newest").until(f"{HITS} === 50")
    page.run("document.querySelector('[data-do=foundMore]').click()")
    page.until(f"{HITS} === Math.min(100, parseInt({FOUND}))")
    texts = page.run("[...document.querySelectorAll('.hits .hit>a')].map(a => a.href + a.textContent)")
    assert len(set(texts)) == len(texts) > 50


def test_arrows_walk_through_what_was_found_and_enter_goes_there(page):
    page.open("/search?q=RefundService&only=kind%3DTask").until(f"{HITS} > 0")
    page.until("document.activeElement.id === 'seek'")
    page.press(Keys.ARROW_DOWN)
    page.until("document.activeElement.dataset.key === 'hit 0'")
    page.press(Keys.ENTER)
    page.until("mc.state.lens === 'dde' && mc.state.selection === 'Task/BE.RefundService' && !panel.hidden")
    assert "q=" not in page.run("location.search")
    page.chrome.back()
    page.until(f"mc.state.lens === 'search' && {HITS} > 0")


def test_nothing_found_and_a_search_that_is_away_are_said_so(page, writer, monkeypatch):
    page.open("/search?q=nosuchword&only=kind%3DTask").until(
        "document.getElementById('found')?.textContent.includes('Nothing found')"
    )
    page.click("[data-do=narrowNone].btn")
    page.until("mc.state.only === null")

    def gone(*_more):
        raise StoreUnavailable("search refuses connections")

    with monkeypatch.context() as away:
        away.setattr(writer.search, "search", gone)
        page.open("/search?q=payment").until("!!document.querySelector('#found .fault')")
        assert "Search does not answer" in page.text("#found")
    page.until(f"{HITS} > 0", 12)


def test_the_palette_leads_to_everything_that_holds_the_words(page):
    page.open("/").until("document.querySelectorAll('.orow').length >= 3")
    page.press("/")
    page.until("document.activeElement.classList.contains('find')")
    page.press("refund")
    all_of_it = "[...document.querySelectorAll('.palette .opt')].find(o => o.textContent.includes('holds “refund”'))"
    page.until(f"!!{all_of_it}")
    page.run(f"{all_of_it}.click()")
    page.until(f"mc.state.lens === 'search' && {HITS} === 50")
    assert page.run("document.getElementById('seek').value") == "refund"


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_page_is_no_wider_than_its_window_and_has_one_heading(page, width):
    resize(page.chrome, width, 900)
    page.open("/search?q=refund").until(f"{HITS} === 50")
    assert page.run("document.documentElement.scrollWidth") <= width
    assert page.run("document.querySelectorAll('h1').length") == 1
    assert page.run("[...document.querySelectorAll('button')].every(b => b.textContent.trim() || b.ariaLabel)")
