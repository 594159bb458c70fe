"""The lens of tasks: lineage under the pointer, run times beside the drawing, rings around what is tried again."""

import pytest

from tests.pages.chrome import Keys, resize

WAIT = 30
PASSES = "Iter-Golden-AllPass"
TASK = "Task/BE.PaymentService"
ASKED = "performance.getEntriesByType('resource').filter((e) => /picture|_dash-update/.test(e.name)).length"
KIN = "mc.drawn.dde.cy.nodes('[kind!=\"band\"]').filter((n) => !n.hasClass('away')).map((n) => n.id()).sort()"
LIT = "[...document.querySelectorAll('[data-bar]:not(.away)')].every((row) => mc.kin.has(row.dataset.bar))"
PLACE = """(() => {
    const d = mc.drawn.dde, m = d.marks.get(arguments[0]), box = d.cy.container().getBoundingClientRect();
    return [box.x + m.x * d.sx * d.cy.zoom() + d.cy.pan().x, box.y + m.y * d.sy * d.cy.zoom() + d.cy.pan().y]; })()"""


def pointed(page, uid):
    """The pointer really moves there."""
    x, y = page.run(PLACE, uid)
    for off in (4, 0):
        page.chrome.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x - off, "y": y})


@pytest.fixture
def dde(page):
    """The lens of tasks, drawn, with its bars and its time."""

    def opened(more=""):
        page.open(f"/dde?iteration={PASSES}{more}")
        page.until("mc.drawn?.dde?.marks.size && mc.timeline && document.querySelector('[data-bar]')", WAIT)
        page.until("mc.details !== undefined || !mc.state.selection", WAIT)
        return page

    return opened


def test_pointing_at_a_task_lights_its_lineage_everywhere_and_asks_nobody(dde):
    page = dde()
    resize(page.chrome, 1920, 1080)
    page.until("mc.drawn.dde.cy.height() > 700", WAIT)
    asked = page.run(ASKED)
    pointed(page, TASK)
    page.until("mc.kin?.size > 1", WAIT)
    found = page.run(
        f"((f) => [[...f.kin].sort(), f.above.has('Task/IF.PaymentAPI')])(mc.lineage(mc.drawn.dde, '{TASK}'))"
    )
    assert found == [page.run(KIN), True]
    assert page.run(LIT) and page.run("document.querySelectorAll('[data-bar].away').length > 0")
    assert ".py" in page.text("#tip") and "before it" in page.text("#tip")
    assert page.run("mc.drawn.dde.cy.edges('.kin').some((e) => / [0-9a-f]{8}/.test(e.data('label')))")
    assert page.run(ASKED) == asked
    page.chrome.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": 5, "y": 5})
    page.until("mc.kin === null && !mc.drawn.dde.cy.elements('.away').length", WAIT)
    assert not page.complaints()


def test_arrows_lead_through_the_run_times_and_enter_selects_in_both(dde):
    page = dde()
    page.run("(document.querySelector('#gantt-rows').focus(), true)")
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    page.until("mc.pointedAt() && document.querySelector('.gb.at')", WAIT)
    uid = page.run("document.querySelector('.gb.at').dataset.bar")
    assert page.run(KIN) == page.run("[...mc.kin].sort()") and page.run("mc.state.asOf") is None
    page.press(Keys.ENTER)
    page.until(f"mc.state.selection === '{uid}' && document.querySelector('.gb.sel')?.dataset.bar === '{uid}'", WAIT)
    page.until(f"mc.drawn.dde.cy.getElementById('{uid}').hasClass('picked')", WAIT)


def test_a_task_that_is_selected_is_in_sight_among_the_run_times(dde):
    page = dde("&node=Task/QA.Regression")
    page.until("document.querySelector('.gb.sel')?.dataset.bar === 'Task/QA.Regression'", WAIT)
    assert page.run("document.querySelector('.gb.sel').getAttribute('aria-selected')") == "true"


def test_run_times_follow_the_moment_on_an_axis_that_stays(dde):
    page = dde()
    axis = "[...document.querySelectorAll('.gaxis .ga span')].map((one) => one.textContent).join()"
    begun = "mc.picture.view.bars.filter((bar) => bar.start !== null).length"
    now, ticks = page.run(begun), page.run(axis)
    places = page.run("Object.fromEntries([...mc.drawn.dde.marks.values()].map((m) => [m.id, [m.x, m.y]]))")
    page.run("(mc.lookAt(mc.timeline.moments[Math.floor(mc.timeline.moments.length / 4)]), true)")
    page.until(f"{begun} < {now} && document.querySelector('.gaxis .gnow')", WAIT)
    assert page.run(axis) == ticks and page.run(begun) > 0
    then = page.run("Object.fromEntries([...mc.drawn.dde.marks.values()].map((m) => [m.id, [m.x, m.y]]))")
    assert then == {uid: places[uid] for uid in then} and len(then) > 1


def test_what_is_about_to_be_tried_again_pulses_unless_motion_is_unwanted(dde):
    page = dde()
    page.run("(mc.lookAt(mc.timeline.ticks.find((t) => t.lane === 'dde' && t.kind === 'retry').at), true)")
    page.until("document.querySelectorAll('.pulses i').length === 1", WAIT)
    moves = "getComputedStyle(document.querySelector('.pulses i')).animationName"
    assert page.run(moves) == "again"
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    page.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    page.until(f"{moves} === 'none'", WAIT)
    page.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
