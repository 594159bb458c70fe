"""A wall is read from across the room, has nothing to press, and says when what it shows is old."""

import contextlib
import json
import time
import urllib.request
from collections.abc import Iterator

import pytest

from app.desk import Desk
from app.domain.events import Event
from app.golden import GOLDEN
from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.pages.chrome import Page, resize, served
from tests.pages.conftest import SHOWN
from tests.workers.desks import desk_in
from workers.drain import drain

TILES = "[...document.querySelectorAll('.tile')]"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three iterations of its own: others are told of more, and tiles grow with the room."""
    with contextlib.closing(desk_in(tmp_path_factory.mktemp("board"))) as desk:
        told(desk, *(one for name in SHOWN for one in GOLDEN[f"Iter-Golden-{name}"].events("local")))
        yield desk


@pytest.fixture(scope="module")
def board(desk: Desk) -> Iterator[str]:
    with served(create_server(desk)) as address:
        yield address


@pytest.fixture
def wall(page: Page, board: str) -> Iterator[Page]:
    resize(page.chrome, 1920, 1080)
    yield Page(page.chrome, board)
    page.chrome.execute_cdp_cmd("Network.emulateNetworkConditions", network(False))


def told(desk: Desk, *events: Event) -> None:
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


def network(offline: bool) -> dict[str, object]:
    return {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


def call(page: Page, path: str, body: dict[str, object]) -> dict[str, str]:
    asked = urllib.request.Request(f"{page.address}/api/v1/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})  # fmt: skip  # noqa: E501
    with urllib.request.urlopen(asked) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def test_every_verdict_is_large_and_what_may_not_ship_comes_first(wall: Page) -> None:
    wall.open("/wall")
    wall.until(f"{TILES}.length === 3", 30)
    assert "may" in str(wall.run(f"{TILES}.at(-1).className"))
    assert all("no" in str(wall.run(f"{TILES}[{at}].className")).split() for at in (0, 1))
    assert wall.run(f"{TILES}.every((one) => parseFloat(getComputedStyle(one.querySelector('h2')).fontSize) >= 40)")
    assert wall.run(f"{TILES}.every((one) => one.querySelector('h2').scrollWidth <= one.clientWidth)")
    assert wall.run("document.querySelectorAll('a, button, input, select, [tabindex=\"0\"]').length") == 0
    assert wall.run("document.documentElement.dataset.bsTheme") == "dark"
    assert wall.complaints() == []


def test_the_pages_of_a_view_come_in_turn_without_a_way_out_for_who_has_a_link_too(wall: Page) -> None:
    call(wall, "views", {"name": "turns", "addresses": ["/", "/verdict?iteration=Iter-Golden-TechDebt"]})
    made = call(wall, "shares", {"page": "wall", "view": "turns"})
    for address in ("/wall?view=turns", made["url"].removeprefix(wall.address) + "&"):
        wall.open(f"{address}&every=5")
        wall.until("!!document.querySelector('iframe.on')", 30)
        inside = "document.querySelector('iframe.on').contentDocument"
        wall.until(f"{inside}.querySelector('#verdict')?.textContent.includes('EROSION')", 30)
        assert (
            wall.run(f"[...{inside}.querySelectorAll('.rail, .dock')].filter((one) => one.offsetHeight).length") == 0
        )
        wall.until("!document.documentElement.classList.contains('framed')", 30)


def test_a_wall_that_is_out_of_touch_says_since_when_and_goes_on_by_itself(wall: Page) -> None:
    wall.open("/wall")
    wall.until(f"{TILES}.length === 3", 30)
    wall.chrome.execute_cdp_cmd("Network.enable", {})
    wall.chrome.execute_cdp_cmd("Network.emulateNetworkConditions", network(True))
    wall.until("!document.querySelector('#touch').hidden", 30)
    assert "Out of touch since" in wall.text("#touch")
    assert wall.run(f"{TILES}.length") == 3
    wall.chrome.execute_cdp_cmd("Network.emulateNetworkConditions", network(False))
    wall.until("document.querySelector('#touch').hidden", 30)


@pytest.mark.parametrize("by_link", [False, True])
def test_what_happens_is_pushed_to_a_wall_and_nothing_is_asked_for_while_nothing_does(
    wall: Page, desk: Desk, by_link: bool
) -> None:
    link = call(wall, "shares", {"page": "wall"})["url"].removeprefix(wall.address)
    asked = "performance.getEntriesByType('resource').filter((one) => one.name.includes('/wall/board')).length"
    wall.open(link if by_link else "/wall")
    wall.until(f"{TILES}.length >= 3 && mc.streaming()", 30)
    time.sleep(1)  # what the stream says at first may make it ask once more
    before = wall.run(asked)
    time.sleep(4)
    assert wall.run(asked) == before
    name = f"Pushed-{int(by_link)}"
    told(desk, event("dde.task.created", 0, iteration=name, tenant="local", task_id="A"))
    wall.until(f"{TILES}.some((one) => one.textContent.includes({name!r}))", 30)
    assert wall.complaints() == []
