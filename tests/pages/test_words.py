"""What is written on drawings, beside them and on sheets can be read, and reached by keys."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.chrome import resize

pytestmark = pytest.mark.browser

DRIFT, DEBT = (f"Iter-Golden-{name}" for name in ("VersionDrift", "TechDebt"))
LONG = 30
FOCUS = "document.activeElement"


def test_times_in_sentences_of_the_server_are_told_on_the_clock_of_the_reader(page):
    page.open(f"/verdict?iteration={DRIFT}").until("!!document.querySelector('#verdict h1')", LONG)
    told = page.run("String(mc.prose('It began 2026-11-11T13:20:00.000Z and has `not` ended.'))")
    moment = page.run("mc.moment(Date.parse('2026-11-11T13:20:00.000Z'))")
    assert told == f'It began {moment} and has <span class="mono">not</span> ended.'


def test_rows_of_the_matrix_whose_names_end_alike_are_told_apart(page):
    page.open(f"/acc?iteration={DEBT}").until("mc.board?.view?.n === 80", LONG)
    names = page.run("mc.matrixNames(mc.board.view)")
    assert len(set(names)) == 80
    assert {"db", "cards.routes", "payouts.routes"} <= set(names)


def test_lines_that_step_back_have_no_shadow(page):
    page.open(f"/bdv?iteration={DRIFT}&node=InterfaceContract/PaymentAPI:2.1").drawn("bdv")
    page.until("mc.drawn.bdv.cy.edges('.faded').length > 0", LONG)
    assert page.run("mc.drawn.bdv.cy.edges('.faded').every((edge) => Number(edge.style('underlay-opacity')) === 0)")


def test_a_narrow_page_does_not_speak_of_a_graph_that_it_has_not(page):
    resize(page.chrome, 390, 844)
    page.open(f"/bdv?iteration={DRIFT}").until("!!document.querySelector('#findings .ac button')", LONG)
    assert page.text("#findings .ac button") == "Show details"


def test_a_verdict_that_passed_says_what_it_stands_on(page):
    page.open("/verdict?iteration=Iter-Golden-AllPass").until(
        "document.querySelectorAll('#reasons .why li').length > 9", LONG
    )
    assert "Tasks complete" in page.text("#reasons")
    page.run("(document.querySelector('#reasons .why li').focus(), 1)")
    page.press(Keys.ENTER)
    page.until("mc.state.lens === 'dde'", LONG)


def test_keys_stay_in_a_sheet_and_walk_through_what_can_be_chosen(page):
    page.open(f"/dde?iteration={DRIFT}").drawn("dde")
    page.run("(mc.actions.export('dde'), 1)")
    assert page.run(f"{FOCUS}.dataset.arg") == "png"
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert page.run(f"{FOCUS}.dataset.arg") == "pdf"
    for _ in range(9):
        page.press(Keys.TAB)
        assert page.run(f"popover.contains({FOCUS})")
    page.press(Keys.HOME, Keys.ARROW_LEFT)
    assert page.run("mc.state.asOf") is None
    page.press(Keys.ESCAPE)
    page.until("popover.hidden", LONG)
