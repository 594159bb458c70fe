"""One server over three golden iterations, one browser for all tests that need one."""

import pytest

from app.golden import GOLDEN
from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.pages.chrome import Page, found_or_skipped, opened, resize, served
from tests.workers.desks import desk_in
from workers.drain import drain

SHOWN = ("AllPass", "TechDebt", "VersionDrift")


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Where all of it is kept."""
    return tmp_path_factory.mktemp("golden")


@pytest.fixture(scope="session")
def writer(folder):
    """The desk of the worker, with the golden iterations taken in."""
    desk = desk_in(folder)
    for name in SHOWN:
        for _ in send(desk.log, encode, GOLDEN[f"Iter-Golden-{name}"].events("local")):
            pass
    drain(desk)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def address(writer):
    with served(create_server(writer)) as found:
        yield found


@pytest.fixture(scope="session")
def chrome():
    browser = opened(*found_or_skipped())
    yield browser
    browser.quit()


@pytest.fixture
def page(chrome, address):
    """A window of usual size, in light, with nothing remembered and an empty console."""
    resize(chrome, 1440, 900)
    chrome.get(f"{address}/healthz")
    chrome.execute_script("localStorage.clear(); localStorage.setItem('mc-theme', 'light')")
    chrome.get_log("browser")
    return Page(chrome, address)
