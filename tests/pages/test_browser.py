"""What people see and do, in a real browser."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.chrome import resize
from tests.pages.conftest import SHOWN

pytestmark = pytest.mark.browser

DRIFT = "Iter-Golden-VersionDrift"
PASS = "Iter-Golden-AllPass"
DEBT = "Iter-Golden-TechDebt"
EARLY = "2026-11-11T13:20:00Z"


def test_the_overview_lists_every_iteration_and_leads_to_its_verdict(page):
    page.open("/").until("document.querySelectorAll('.orow[data-arg^=Iter-Golden]').length === 3")
    rows = page.text("#overview")
    assert all(f"Iter-Golden-{name}" in rows for name in SHOWN)
    assert page.text("h1").startswith("1 of ")
    page.click(f".orow[data-arg='{DRIFT}']")
    page.until("document.querySelector('#verdict h1')?.textContent === 'May not ship'")
    assert f"iteration={DRIFT}" in page.chrome.current_url
    assert "DESIGN GAP" in page.text("#badge")


@pytest.mark.parametrize(("lens", "iteration"), [("dde", PASS), ("bdv", DRIFT), ("acc", DEBT)])
def test_each_lens_shows_its_pass_conditions_its_drawing_and_as_many_rows(page, lens, iteration):
    page.open(f"/{lens}?iteration={iteration}")
    assert page.drawn(lens) > 20
    assert len(page.text("#conditions").splitlines()) >= 8
    page.press("t")
    page.until("document.body.classList.contains('as-table')")
    page.until(f"document.querySelectorAll('#twin-{lens} tbody tr').length > 20")
    assert page.complaints() == []


def test_the_table_twin_of_the_workflow_has_a_row_for_every_task_drawn(page):
    page.open(f"/dde?iteration={PASS}")
    drawn = page.drawn("dde")
    page.press("t")
    page.until("document.body.classList.contains('as-table')")
    assert page.run("document.querySelectorAll('#twin-dde tbody tr').length") == drawn == 50


def test_the_pages_keep_iteration_moment_and_selection_and_the_address_says_so(page):
    page.open(f"/dde?iteration={DRIFT}").drawn("dde")
    page.run("mc.actions.pick('Task/BE.RefundService')")
    page.until("!document.getElementById('panel').hidden && panel.textContent.includes('RefundService')")
    assert "node=Task/BE.RefundService" in page.chrome.current_url
    page.click("#rail a[data-lens='bdv']")
    page.drawn("bdv")
    assert page.run("!document.getElementById('panel').hidden")
    assert "/bdv?" in page.chrome.current_url
    assert "node=Task/BE.RefundService" in page.chrome.current_url
    page.chrome.back()
    page.until("mc.state.lens === 'dde' && !!document.getElementById('stage-dde')")
    assert page.run("mc.state.selection") == "Task/BE.RefundService"


def test_the_spine_of_what_is_selected_stands_out_without_asking_again(page):
    page.open(f"/verdict?iteration={DRIFT}").drawn("convergence")
    page.run("mc.actions.pick('InterfaceContract/PaymentAPI:2.1')")
    page.until("mc.members?.size > 1")
    page.until("mc.drawn.convergence.cy.$('.picked').length > 0 && mc.drawn.convergence.cy.$('.faded').length > 0")
    page.run("mc.actions.close()")
    page.until("mc.drawn.convergence.cy.$('.picked, .faded').length === 0")


def test_light_and_dark_restyle_page_and_drawing_and_are_remembered(page):
    page.open(f"/dde?iteration={PASS}").drawn("dde")
    colour = (
        "getComputedStyle(document.body).color + mc.drawn.dde.cy.nodes('[kind=\"action\"]')[0].style('border-color')"
    )
    light = page.run(colour)
    page.click("#theme")
    page.until("document.documentElement.dataset.bsTheme === 'dark'")
    assert page.run(colour) != light
    page.open(f"/dde?iteration={PASS}").drawn("dde")
    assert page.run("document.documentElement.dataset.bsTheme") == "dark"


def test_keys_lead_everywhere(page):
    page.open(f"/verdict?iteration={DEBT}").until("!!document.querySelector('#verdict h1')")
    for key, lens in (("2", "dde"), ("3", "bdv"), ("4", "acc"), ("1", "verdict"), ("0", "overview")):
        page.press(key)
        page.until(f"mc.state.lens === {lens!r} && !!document.querySelector('.page')")
    page.press("?")
    page.until("!popover.hidden && popover.textContent.includes('play or pause')")
    page.press(Keys.ESCAPE)
    page.until("popover.hidden")


def test_the_palette_finds_what_is_drawn_and_selects_it(page):
    page.open(f"/dde?iteration={DRIFT}").drawn("dde")
    page.press("/")
    page.until("document.activeElement.classList.contains('find')")
    page.press("BE.RefundService")
    page.until("document.querySelector('.palette .opt')?.textContent.includes('RefundService')")
    page.press(Keys.ENTER)
    page.until("mc.state.selection === 'Task/BE.RefundService'")


def test_the_matrix_can_be_walked_with_arrow_keys(page):
    page.open(f"/acc?iteration={DEBT}").until("!!document.querySelector('#matrix canvas')")
    page.until("document.querySelector('#matrix canvas').getAttribute('aria-label')?.includes('80 modules')")
    page.run("document.querySelector('#matrix canvas').focus()")
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    page.until("!tip.hidden && tip.textContent.includes('→')")
    page.press(Keys.ENTER)
    page.until("mc.state.selection?.startsWith('CodeModule/')")


def test_an_iteration_nobody_has_heard_of_is_said_so(page):
    page.open("/verdict?iteration=Iter-Golden-VersionDrif")
    page.until("!!document.querySelector('.fault')")
    assert "This iteration is not known here" in page.text(".fault")
    assert "Iter-Golden-VersionDrift" in page.text(".fault")


def test_an_address_without_an_iteration_shows_the_one_with_the_newest_event(page):
    page.open("/verdict").until("!!document.querySelector('#verdict h1')")
    page.until(f"location.search.includes({DRIFT!r})")


def test_nothing_is_asked_of_any_other_machine(page):
    page.open(f"/acc?iteration={DEBT}").drawn("acc")
    asked = page.run("performance.getEntriesByType('resource').map(e => new URL(e.name).origin)")
    assert set(asked) == {page.address}


def test_there_is_one_heading_a_skip_link_and_landmarks_on_every_page(page):
    for path in ("/", f"/verdict?iteration={DEBT}", f"/dde?iteration={DEBT}"):
        page.open(path).until("document.querySelectorAll('h1').length === 1")
        assert page.run("document.querySelectorAll('main').length") == 1
        assert page.run("!!document.querySelector('a.skip[href=\"#main\"]')")
        assert page.run("[...document.querySelectorAll('button')].every(b => b.textContent.trim() || b.ariaLabel)")


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_page_is_wider_than_its_window(page, width):
    resize(page.chrome, width, 900)
    for path in ("/", f"/verdict?iteration={DRIFT}", f"/bdv?iteration={DRIFT}", f"/acc?iteration={DEBT}"):
        page.open(path).until("!!document.querySelector('h1')")
        assert page.run("document.documentElement.scrollWidth") <= width


def test_the_search_leads_from_the_overview_into_an_iteration(page):
    page.open("/").until("document.querySelectorAll('.orow').length >= 3")
    page.press("/")
    page.until("document.activeElement.classList.contains('find')")
    page.press("RefundService")
    page.until("[...document.querySelectorAll('.palette .opt')].some(o => o.textContent.includes('Iter-Golden'))")
    page.press(Keys.ENTER)
    page.until("mc.state.iteration?.startsWith('Iter-Golden') && !panel.hidden")


def test_a_server_that_goes_silent_is_said_so_and_the_page_recovers_by_itself(page):
    page.open(f"/dde?iteration={DRIFT}").drawn("dde")
    page.run("(window.__fetch = window.fetch, window.fetch = () => Promise.reject(new TypeError('gone')), true)")
    page.run("(mc.go({asOf: 1790000000000}), true)")
    page.until("document.querySelector('.fault')?.textContent.includes('The server did not answer')")
    page.run("(window.fetch = window.__fetch, true)")
    page.until("!document.querySelector('.fault') && !mc.picture.fault")
