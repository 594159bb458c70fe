"""A server that is started anew with other files: no page runs a mixture, and an open page is renewed."""

import shutil
from pathlib import Path

import pytest

from app.main import ASSETS, create_server
from tests.pages.chrome import Page, served

pytestmark = pytest.mark.browser

DRIFT = "/verdict?iteration=Iter-Golden-VersionDrift"
ANSWERED = "!!document.querySelector('#verdict h1') && !mc.waiting"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the files of the pages, to be changed."""
    return Path(shutil.copytree(ASSETS, tmp_path / "assets"))


def changed(files: Path) -> None:
    """The next build: a function moves from one file to a new one, as in life."""
    answer = files / "answer.js"
    answer.write_text(answer.read_text().replace("mc.atWhat = function", "mc.laterAtWhat = function"))
    (files / "at-what.js").write_text("(mc => { mc.atWhat = (v, m) => `anew ${mc.laterAtWhat(v, m)}`; })(window.mc);")


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def test_a_page_that_outlived_its_server_says_so_and_is_loaded_anew_as_a_whole(writer, page: Page, files: Path):
    with served(create_server(writer, files)) as address:
        there = Page(page.chrome, address)
        there.open(DRIFT).until(f"{ANSWERED} && mc.streaming()", 30)
        before = there.run("document.querySelector('meta[name=mc-build]').content")
        there.run("(mc.stream = () => {}, mc.streaming = () => false, true)")  # streams end with their process
    changed(files)
    with served(create_server(writer, files), port_of(address)):
        there.until("[...document.querySelectorAll('.toast')].some(t => t.textContent.includes('was renewed'))", 30)
        assert not there.text("#verdict .small").startswith("anew")
        there.click(".toast [data-do=renew]")
        there.until(f"window.mc?.laterAtWhat && {ANSWERED}", 30)
        assert there.text("#verdict .small").startswith("anew")
        assert there.run("document.querySelector('meta[name=mc-build]').content") != before
        assert there.run("location.pathname + location.search").startswith(DRIFT)
        assert there.run("document.querySelector('.toast')") is None


def test_a_browser_that_kept_the_files_of_before_runs_those_of_now(writer, page: Page, files: Path):
    with served(create_server(writer, files)) as address:
        there = Page(page.chrome, address)
        there.open(DRIFT).until(f"{ANSWERED} && mc.streaming()", 30)
        there.open(DRIFT).until(ANSWERED, 30)
        asked = "performance.getEntriesByType('resource').filter(e => e.name.includes('/assets/') && e.transferSize)"
        icon = "mark.svg"  # that of the tab, for which the browser asks when it likes
        assert there.run(f"{asked}.map(e => e.name).filter(name => !name.includes('{icon}'))") == []
        there.open("/healthz")
    page.chrome.get("about:blank")
    changed(files)
    with served(create_server(writer, files), port_of(address)):
        there.open(DRIFT).until(ANSWERED, 30)
        assert there.text("#verdict .small").startswith("anew")
        assert there.complaints() == []
