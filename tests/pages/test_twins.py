"""What is drawn can be read as a table too, with the same counts, sorted by a click, also on a phone."""

import pytest

from tests.pages.chrome import resize

pytestmark = pytest.mark.browser

WAIT = 30
PASS, DRIFT = (f"Iter-Golden-{name}" for name in ("AllPass", "VersionDrift"))
ROWS = "[...document.querySelectorAll('.twin tbody tr[aria-rowindex]')]"
COLUMN = f"{ROWS}.map((row) => row.cells[arguments[0]].textContent.trim())"
WIDE = "document.documentElement.scrollWidth > innerWidth"


def shown(page, path):
    page.open(path)
    page.until(f"{ROWS}.length && mc.timeline !== undefined", WAIT)
    return page


def test_the_history_of_the_verdict_is_a_table_whose_rows_lead_to_their_moments(page):
    page.open(f"/verdict?iteration={PASS}&as=verdicts")
    page.until(f"mc.timeline?.band.length > 1 && {ROWS}.length === mc.timeline.band.length", WAIT)
    assert page.run(COLUMN, 0) == page.run("mc.timeline.band.map((span) => span.display)")
    page.run(f"({ROWS}[0].click(), true)")
    page.until("mc.state.asOf === mc.timeline.band[0].start", WAIT)
    page.open(f"/verdict?iteration={PASS}&as=events")
    page.until("mc.timeline && mc.gridRows('twin-convergence')?.rows.length === mc.timeline.ticks.length", WAIT)


def test_run_times_are_a_table_with_every_attempt_sorted_by_how_long_they_took(page):
    shown(page, f"/dde?iteration={PASS}&as=run-times")
    page.until("mc.gridRows('twin-dde').rows.length === mc.picture.view.bars.length", WAIT)
    page.run("(document.querySelector('#twin-dde .sort[data-arg=\"4\"]').click(), true)")
    longest = "Math.max(...mc.picture.view.bars.filter((b) => b.start && b.end).map((b) => b.end - b.start))"
    page.run("(document.querySelector('#twin-dde .sort[data-arg=\"4\"]').click(), true)")
    page.until(f"mc.gridRows('twin-dde').rows[0][5] === mc.lasted({longest})", WAIT)


def test_flakes_and_their_trend_are_a_table_with_a_row_for_each(page):
    shown(page, f"/bdv?iteration={DRIFT}&as=flakes")
    assert page.run("mc.gridRows('twin-bdv').rows.length === mc.picture.view.flakes.length")
    assert {"Trend", "Points a run"} <= set(page.run("mc.gridRows('twin-bdv').columns"))


def test_the_overview_is_a_table_of_the_same_iterations_and_a_row_opens_its_own(page):
    shown(page, "/?as=table")
    assert sorted(page.run(COLUMN, 0)) == sorted(page.run("mc.rows.rows.map((row) => row.iteration)"))
    page.run(f"({ROWS}.find((row) => row.cells[0].textContent.includes('{PASS}')).click(), true)")
    page.until(f"location.pathname === '/verdict' && mc.state.iteration === '{PASS}' && !mc.state.as", WAIT)


def test_on_a_phone_a_menu_leads_to_every_table_and_no_column_is_left_out(page):
    resize(page.chrome, 390, 844)
    shown(page, f"/dde?iteration={PASS}")
    assert not page.run(WIDE)
    page.until("document.querySelector('#tabs-dde select[data-more]')?.options.length >= 7", WAIT)
    columns = "[...document.querySelectorAll('#twin-dde th')].filter((one) => one.offsetWidth > 0).length"
    assert page.run(columns) == page.run("mc.gridRows('twin-dde').columns.length")
    page.run(
        "((menu) => { menu.value = 'gates'; return menu.dispatchEvent(new Event('change', { bubbles: true })); })"
        "(document.querySelector('#tabs-dde select[data-more]'))"
    )
    page.until("mc.gridRows('twin-dde').title === 'Gates'", WAIT)
    assert not page.run(WIDE) and not page.complaints()
