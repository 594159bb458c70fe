"""Whoever walks with the Tab key sees where they are, gets back to where they came from, and is led by arrows through
what is long."""

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

DRIFT = "Iter-Golden-VersionDrift"
PLACES = {
    "/": "document.querySelectorAll('.orow').length > 2",
    f"/verdict?iteration={DRIFT}": "!!document.querySelector('#spine button')",
    f"/acc?iteration={DRIFT}": "mc.board.painted > 0",
    f"/bdv?iteration={DRIFT}&as=table&asOf=2026-11-11T14:15:00Z": "!!document.querySelector('#twin-bdv tbody tr')",
    f"/dde?iteration={DRIFT}&as=lineage": "!!document.querySelector('.lnr')",
}
UNSEEN = """(() => {
  const worn = (e, part) => {
    const { boxShadow, outlineStyle } = getComputedStyle(e, part);
    return boxShadow + outlineStyle;
  };
  const look = (e) => {
    const around = [e, e.parentElement, e.parentElement.querySelector(".head .flag") || e];
    return around.map((one) => worn(one)).join() + worn(e, "::after");
  };
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip");
  const hidden = (e) => {
    e.focus({ focusVisible: true, preventScroll: true });
    const on = look(e);
    e.blur();
    return on === look(e);
  };
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  return stops.filter((e) => !e.disabled && e.tabIndex >= 0 && seen(e) && hidden(e))
    .map((e) => `${e.id || e.className} ${e.textContent.slice(0, 20)}`);
})()"""


@pytest.mark.parametrize("place", PLACES)
def test_every_stop_of_the_tab_key_shows_the_focus(page, place):
    page.open("/healthz").run("localStorage.setItem('mc-theme', 'dark')")
    page.open(place).until(f"!mc.waiting && {PLACES[place]}", 30)
    assert page.run(UNSEEN) == []


def test_closing_the_details_leads_back_to_the_row_they_were_opened_from(page):
    page.open(f"/bdv?iteration={DRIFT}&as=table").until(
        "document.querySelectorAll('#twin-bdv tbody tr').length > 9", 30
    )
    page.run("document.querySelectorAll('#twin-bdv tbody tr[tabindex]')[0].focus()")
    row = page.run("document.activeElement.dataset.key")
    page.press(Keys.ENTER)
    page.until("!!document.querySelector('#panel .sec') && !document.getElementById('panel').hidden", 30)
    page.run("document.querySelector('#panel [data-do=close]').focus()")
    page.press(Keys.ENTER)
    page.until("document.getElementById('panel').hidden", 30)
    assert page.run("document.activeElement.dataset.key") == row


def test_lineage_is_one_stop_and_arrows_lead_through_all_of_it(page):
    page.open(f"/dde?iteration={DRIFT}&as=lineage").until("document.querySelectorAll('.lnr').length > 5", 30)
    page.until("mc.timeline?.moments.length > 3 && mc.waysVersion?.() && !mc.waiting && mc.streaming()", 30)
    assert page.run("document.querySelectorAll('.lnr [tabindex=\"0\"]').length") == 1
    page.run("document.querySelector('.lnr [tabindex=\"0\"]').focus()")
    here = "document.activeElement.closest('.lnr')?.getAttribute('aria-posinset')"
    last = "document.querySelector('.lnr').getAttribute('aria-setsize')"
    page.press(Keys.ARROW_DOWN)
    page.until(f"{here} === '2'", 30)
    page.press(Keys.END)
    page.until(f"{here} === {last}", 30)
    page.press(Keys.ARROW_LEFT)
    page.until(f"document.activeElement.matches('.lnt') && {here} === {last}", 30)
