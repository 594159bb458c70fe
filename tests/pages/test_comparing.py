"""Two moments or two iterations side by side, in a real browser: what changed, in every drawing, until it is left."""

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

DRIFT = "Iter-Golden-VersionDrift"
PASS = "Iter-Golden-AllPass"


def test_two_moments_are_compared_and_the_address_keeps_both(page):
    page.open(f"/verdict?iteration={PASS}").until("mc.timeline?.band.length > 1")
    page.press("c")
    page.until("reasons.textContent.includes('What changed') && reasons.textContent.includes('failed → passed')")
    assert "DESIGN GAP" in page.text("#reasons .sides")
    assert "ALL PASS" in page.text("#reasons .sides")
    assert "against=" in page.chrome.current_url
    page.until("mc.drawn.convergence.cy.$('.is-changed').length > 0")
    page.click("#rail a[data-lens='bdv']")
    page.until("mc.drawn.bdv?.cy.$('.is-changed').length > 0")
    page.press(Keys.ESCAPE)
    page.until("!mc.comparing() && mc.drawn.bdv.cy.$('.is-changed, .faded').length === 0")
    assert "against=" not in page.chrome.current_url


DEBT = "Iter-Golden-TechDebt"


def test_two_iterations_are_compared_imports_in_the_matrix_and_in_the_drawing(page):
    page.open(f"/acc?iteration={DRIFT}&other={DEBT}")
    page.until("document.getElementById('findings')?.textContent.includes('What changed')", 30)
    assert "Comparing two iterations" in page.text("#banner")
    page.until("mc.matrixWire.dsm && mc.matrixApart(mc.matrixWire.dsm)?.cells.size > 0", 30)
    sums = page.run("mc.matrixApart(mc.matrixWire.dsm).sum")
    assert f"+{sums['added']} −{sums['gone']} ~{sums['changed']}" in page.text("#matrix-head")
    page.until("mc.drawn.acc.cy.edges('.only-a').length > 0", 30)
    page.click("#rail a[data-lens='bdv']")
    page.until("panel.textContent.includes('What changed') && panel.textContent.includes('Elsewhere')", 30)
    assert f"other={DEBT}" in page.chrome.current_url
    page.click("#banner [data-do='swap']")
    page.until(f"mc.state.iteration === '{DEBT}' && mc.state.other === '{DRIFT}'")
    page.click("#banner [data-do='compare']")
    page.until("!mc.comparing() && panel.hidden", 30)
    assert "other=" not in page.chrome.current_url


def test_what_is_gone_between_two_moments_stands_in_the_drawing_until_the_comparison_is_left(page):
    page.open(f"/bdv?iteration={PASS}&asOf=2026-11-02T13:45:00Z&against=2026-11-02T13:58:00Z")
    page.until("mc.drawn?.bdv?.cy.nodes('.only-a').length > 0", 30)
    lying = page.run("mc.drawn.bdv.cy.nodes('.only-a').map(n => n.data('state'))")
    assert all(state.startswith("gone, was ") for state in lying)
    page.press("c")
    page.until("!mc.comparing() && mc.drawn.bdv.cy.nodes('.only-a').length === 0", 30)


def test_the_list_of_changes_leads_to_each_of_them(page):
    page.open(f"/bdv?iteration={PASS}&against=2026-11-02T13:50:00Z")
    page.until("document.querySelector('#panel [data-do=pick]')", 30)
    changed = page.run("panel.querySelector('[data-do=pick]').dataset.arg")
    page.click("#panel [data-do=pick]")
    page.until("mc.details?.id === mc.state.selection && panel.textContent.includes('History')", 30)
    assert page.run("mc.state.selection") == changed


def test_a_is_chosen_by_hand_by_keys_and_from_a_list(page):
    page.open(f"/verdict?iteration={PASS}").until("mc.timeline?.band.length > 1")
    page.press("c")
    page.until("mc.comparing()")
    before = page.run("mc.stopOf(mc.state.against)")
    page.press("[")
    page.until(f"mc.stopOf(mc.state.against) === {before - 1}")
    flag = page.run("mc.scale(mc.timeline, strip.clientWidth).at(mc.state.against)")
    strip = page.chrome.find_element("id", "strip")
    start = round(flag - strip.size["width"] / 2)
    ActionChains(page.chrome).move_to_element_with_offset(strip, start, 0).click_and_hold().move_by_offset(
        -150, 0
    ).release().perform()
    page.until(f"mc.stopOf(mc.state.against) < {before - 2} && mc.state.asOf === null")
    page.click("#banner [data-do='compare-with']")
    page.until("popover.querySelector('[data-iteration]')", 30)
    page.click(f"#popover [data-iteration='{DEBT}']")
    page.until(f"mc.state.other === '{DEBT}' && mc.state.against === null")
