"""Time on every page, in a real browser: looking back, playing, reading the axis."""

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import T0, event
from workers.drain import drain

pytestmark = pytest.mark.browser

DRIFT = "Iter-Golden-VersionDrift"
EARLY = "2026-11-11T13:20:00Z"


def test_a_link_to_a_past_moment_shows_that_moment_and_says_so(page):
    page.open(f"/dde?iteration={DRIFT}&asOf={EARLY}").drawn("dde")
    page.until("document.body.classList.contains('past')")
    assert "You are looking at" in page.text("#banner")
    assert "PENDING" in page.text("#badge")
    page.click("#banner [data-do='live']")
    page.until("badge.textContent.includes('DESIGN GAP')")
    assert "asOf" not in page.chrome.current_url


def test_the_slider_moves_verdict_and_drawing_and_no_node(page):
    page.open(f"/dde?iteration={DRIFT}").drawn("dde")
    page.until("mc.timeline?.moments.length > 10")
    places = page.run("JSON.stringify(mc.drawn.dde.cy.nodes().map(n => [n.id(), n.position()]))")
    done = page.run("mc.drawn.dde.cy.$('.g-pass').length")
    page.press(Keys.HOME)
    page.until("badge.textContent.includes('PENDING')")
    page.press(Keys.ARROW_RIGHT)
    page.until("mc.stopOf(mc.state.asOf) === 1 && !mc.waiting")
    page.run("mc.lookAt(mc.timeline.moments[Math.floor(mc.timeline.moments.length / 2)])")
    page.until("!mc.waiting && mc.picture.moment.asOf === mc.state.asOf")
    assert 0 < page.run("mc.drawn.dde.cy.$('.g-pass').length") < done
    page.press(Keys.END)
    page.until("badge.textContent.includes('DESIGN GAP')")
    assert page.run("JSON.stringify(mc.drawn.dde.cy.nodes().map(n => [n.id(), n.position()]))") == places


def test_pulling_the_playhead_with_the_pointer_looks_at_that_moment(page):
    page.open(f"/verdict?iteration={DRIFT}").until("mc.timeline?.moments.length > 10")
    strip = page.chrome.find_element("id", "strip")
    middle = strip.size["width"] / 2
    ActionChains(page.chrome).move_to_element_with_offset(strip, middle - 90, 0).click_and_hold().move_by_offset(
        -middle, 0
    ).release().perform()
    page.until("mc.state.asOf !== null && badge.textContent.includes('PENDING')")
    assert "Not decided yet" in page.text("#verdict h1")
    assert page.run("document.activeElement.id") == "slider"
    assert "verdict PENDING" in page.run("slider.getAttribute('aria-valuetext')")


def test_the_next_turn_of_the_verdict_is_one_key_away(page):
    page.open(f"/verdict?iteration={DRIFT}&asOf={EARLY}").until("mc.timeline?.band.length > 1")
    page.until("badge.textContent.includes('PENDING')")
    for _ in range(12):
        page.press_with_shift(Keys.ARROW_RIGHT)
    page.until("badge.textContent.includes('DESIGN GAP')")


def test_playing_runs_through_time_and_can_be_paused(page):
    page.open(f"/verdict?iteration={DRIFT}").until("mc.timeline?.moments.length > 10")
    page.press(" ")
    page.until("mc.playing && mc.state.asOf === mc.timeline.moments[0]")
    page.until("mc.stopOf(mc.state.asOf) >= 1")
    page.press(" ")
    page.until("!mc.playing")


def test_as_known_then_says_why_seeded_history_is_empty(page):
    page.open(f"/verdict?iteration={DRIFT}&asOf={EARLY}").until("mc.timeline?.moments.length > 10")
    page.press("k")
    page.until("banner.textContent.includes('known before')")
    assert "the history was read in then" in page.text("#banner")


def test_the_strip_says_what_its_marks_are(page):
    page.open(f"/verdict?iteration={DRIFT}").until("mc.timeline?.ticks.length > 10")
    at = page.run("mc.scale(mc.timeline, strip.clientWidth).at(mc.timeline.ticks.find(t => t.lane === 'bdv').at)")
    strip = page.chrome.find_element("id", "strip")
    across, down = round(at - strip.size["width"] / 2), 72 - round(strip.size["height"] / 2)
    ActionChains(page.chrome).move_to_element_with_offset(strip, across, down).perform()
    page.until("!tip.hidden && tip.textContent.includes('BDV')")


def test_a_commit_in_the_address_becomes_its_moment(page, writer):
    told = [
        event("acc.commit.seen", 1, iteration="line", tenant="local", commit="abcdef0123", title="first", tag="v1"),
        event("acc.commit.seen", 2, iteration="line", tenant="local", commit="fedcba3210", title="second"),
    ]
    for _ in send(writer.log, encode, told):
        pass
    drain(writer)
    page.open("/acc?iteration=line@v1").until("mc.state.iteration === 'line' && mc.state.asOf !== null")
    assert page.run("mc.state.asOf") == T0 + 60_000


def test_playing_stops_at_failures_unless_told_not_to_and_the_address_knows_the_speed(page):
    page.open(f"/verdict?iteration={DRIFT}&speed=16").until("mc.timeline?.moments.length > 10")
    assert page.text("#speed") == "16×"
    failed = page.run("mc.timeline.ticks.find(t => t.kind === 'failed').at")
    stop = page.run(f"mc.stopOf({failed})")
    page.run(f"mc.lookAt(mc.timeline.moments[{stop} - 3])")
    page.press(" ")
    page.until(f"!mc.playing && mc.state.asOf >= {failed}", 30)
    assert "Stopped at a failure" in page.text("#toasts")
    assert page.run("mc.stopOf(mc.state.asOf)") == stop
    page.click("#halts")
    page.run(f"mc.lookAt(mc.timeline.moments[{stop} - 3])")
    page.click("#play")
    page.until(f"mc.playing && mc.state.asOf > {failed}", 30)
    page.click("#play")
    assert "halts=off" in page.chrome.current_url


def test_changes_of_what_is_selected_are_a_key_apart_and_marked_on_the_strip(page):
    page.open(f"/dde?iteration={DRIFT}&node=Task/BE.RefundService").until(
        "mc.details?.detail?.moments?.length > 1", 30
    )
    moments = page.run("mc.details.detail.moments")
    page.until("strip.querySelectorAll('.turnmarks i[style]').length === mc.details.detail.moments.length")
    page.press(",")
    page.until(f"mc.state.asOf === {moments[-1]}")
    page.until("mc.details?.detail && turns.querySelector('[data-arg=\"1\"]')", 30)
    assert page.run("mc.details.detail.moments") == moments
    page.press(",")
    page.until(f"mc.state.asOf === {moments[-2]}", 30)
    page.press(".")
    page.until(f"mc.state.asOf === {moments[-1]}", 30)


AXIS = "mc.axis(Date.parse('{}'), Date.parse('{}'), 14)"
"""The axis of a strip of usual width."""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-12-10", "2026-11-28"),
        ("2025-01-31", "2025-12-31"),
        ("2024-02-01", "2026-11-28"),
        ("2005-07-13", "2026-11-28"),
    ],
)
def test_an_axis_over_months_stands_at_their_first_days_and_names_each_year_once(page, start, end):
    page.open(f"/verdict?iteration={DRIFT}").until("!!window.mc?.axis")
    marks = page.run(
        f"{AXIS.format(start, end)}.map(([at, text]) => [new Date(at).getDate(), new Date(at).getFullYear(), text])"
    )
    assert 3 < len(marks) <= 14
    assert {day for day, _, _ in marks} == {1}
    years = sorted({year for _, year, _ in marks})
    assert [int(found) for _, _, text in marks if (found := text.split()[-1]).isdecimal()] == years


def test_an_axis_over_days_stands_at_midnights_and_says_which_day(page):
    page.open(f"/verdict?iteration={DRIFT}").until("!!window.mc?.axis")
    marks = page.run(
        f"{AXIS.format('2026-11-20T22:00', '2026-11-28T09:00')}.map(([at, text]) => [new Date(at).getHours(), text])"
    )
    assert {hour for hour, _ in marks} == {0}
    assert len({text for _, text in marks}) == len(marks) == 8


def test_the_overview_puts_first_what_needs_a_person_and_tells_trend_and_cause(page):
    page.open("/").until("document.querySelectorAll('.orow').length >= 3", 30)
    ranks = page.run("mc.rows.rows.map(row => ({pending: 1, all_pass: 2})[row.verdict] || 0)")
    assert ranks == sorted(ranks)
    assert "Turned with" in page.text(".orow .broke")
    told = page.run("[...document.querySelectorAll('.trend')].map(one => one.getAttribute('aria-label'))")
    assert any("PENDING" in one and "DESIGN GAP" in one for one in told)
