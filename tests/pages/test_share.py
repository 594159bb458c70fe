"""A view is shared by its address, by a signed link, and in a frame; what is nearer stays nearer."""

import urllib.request

from app.desk import Desk
from tests.pages.chrome import Page
from tests.pages.test_live import task, told
from tests.pages.test_wall import call

PLACE = "iteration=Iter-Golden-TechDebt"


def complaints(page: Page) -> list[str]:
    return [line for line in page.complaints() if "favicon" not in line]


def test_the_address_leads_back_to_zoom_and_place(page: Page) -> None:
    page.open(f"/dde?{PLACE}")
    page.drawn("dde")
    page.run("mc.nearer('dde', 1.5)")
    page.until("location.search.includes('at=')", 30)
    before = page.run("[mc.drawn.dde.cy.zoom(), mc.drawn.dde.cy.pan().x, mc.drawn.dde.cy.pan().y].map(Math.round)")
    page.open(str(page.run("location.pathname + location.search")))
    page.drawn("dde")
    page.until(f"JSON.stringify([mc.drawn.dde.cy.zoom(), mc.drawn.dde.cy.pan().x, mc.drawn.dde.cy.pan().y].map(Math.round)) === JSON.stringify({before})", 30)  # fmt: skip  # noqa: E501
    page.run("mc.actions.fit('dde')")
    page.until("!location.search.includes('at=')", 30)


def test_a_link_made_in_the_sheet_shows_one_panel_and_no_way_out(page: Page) -> None:
    page.open(f"/acc?{PLACE}")
    page.drawn("acc")
    page.click("#copy-link")
    page.until("document.activeElement.closest('.popover.share') !== null", 30)
    page.run("document.querySelector('#wish-panel').value = 'findings'")
    page.click("[data-do=makeLink]")
    page.until("!!document.querySelector('#made-link')", 30)
    link = str(page.run("document.querySelector('#made-link').value"))
    page.complaints()
    page.chrome.get(link)
    page.until("document.querySelector('#findings.alone .why')?.offsetHeight > 0", 30)
    shown = "[...document.querySelectorAll('.rail, .dock, .top, #panel, .stage')].filter((one) => one.offsetHeight)"
    assert page.run(f"{shown}.length") == 0
    page.press("1")
    page.run("mc.go({ iteration: 'Iter-Golden-AllPass' })")
    assert page.run("location.pathname") == "/shared/acc"
    assert page.run("mc.state.iteration") == "Iter-Golden-TechDebt"
    assert complaints(page) == []


def test_what_changes_is_pushed_to_who_came_by_a_link_and_no_longer_once_that_is_revoked(
    writer: Desk, page: Page
) -> None:
    told(writer, task("A", 0, "Shared"), task("B", 1, "Shared"))
    made = call(page, "shares", {"page": "dde", "iteration": "Shared"})
    page.chrome.get(made["url"])
    page.until("mc.drawn.dde?.marks.size >= 2 && mc.streaming()", 30)
    told(writer, task("C", 2, "Shared"))
    page.until("mc.drawn.dde.marks.has('Task/C')", 30)
    assert complaints(page) == []
    urllib.request.urlopen(
        urllib.request.Request(f"{page.address}/api/v1/shares/{made['id']}", method="DELETE")
    ).close()
    page.until("!mc.streaming()", 30)


def test_a_place_in_the_source_can_be_copied(page: Page) -> None:
    page.open(f"/acc?{PLACE}")
    page.until("!!document.querySelector('#findings .place')", 30)
    assert ":" in page.text("#findings .place")
