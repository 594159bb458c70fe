"""An event that is posted shows on the open page; a page that looks at the past holds still."""

import pytest
from msgspec.structs import replace

from app.golden import GOLDEN
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import T0, event
from tests.pages.chrome import Page
from workers.drain import drain

pytestmark = pytest.mark.browser


def told(desk, *events):
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


def task(name: str, minute: float, iteration: str):
    return event("dde.task.created", minute, iteration=iteration, tenant="local", task_id=name)


@pytest.fixture
def running(writer, page: Page):
    """An iteration of two tasks, looked at live."""
    iteration = f"Live-{page.run('Date.now()')}"
    told(writer, task("A", 0, iteration), task("B", 1, iteration))
    page.open(f"/dde?iteration={iteration}")
    page.until("mc.drawn.dde?.marks.size >= 2 && !!mc.pulse?.revision && mc.streaming()", 30)
    return iteration


def test_a_new_event_shows_and_redraws_nothing(writer, page, running):
    page.run("(mc.drawn.dde.cy.__same = true, mc.drawn.dde.cy.getElementById('Task/A').__same = true)")
    started = event("dde.task.started", 2, iteration=running, tenant="local", task_id="A")
    told(writer, started, task("C", 3, running))
    page.until("mc.drawn.dde.marks.has('Task/C')", 30)
    page.until("mc.drawn.dde.cy.getElementById('Task/A').hasClass('g-run')")
    assert page.run("mc.drawn.dde.cy.__same && document.getElementById('graph-dde')._cyreg.cy.__same")
    assert page.run("mc.drawn.dde.cy.getElementById('Task/A').__same")


def test_in_the_past_news_is_held_and_counted(writer, page, running):
    page.run(f"mc.lookAt({T0})")
    page.until("document.body.classList.contains('past') && !mc.waiting")
    told(writer, task("D", 4, running))
    page.until("document.querySelector('#banner .newer')?.textContent === '1 new event'")
    assert page.run("mc.drawn.dde.marks.has('Task/D')") is False
    page.press("l")
    page.until("mc.drawn.dde.marks.has('Task/D')")


def asked(page: Page, what: str) -> int:
    """How often the page has asked the server for this since it was counted anew."""
    return int(
        str(page.run(f"performance.getEntriesByType('resource').filter((e) => e.name.includes('/{what}?')).length"))
    )


def test_what_changes_is_pushed_and_neither_pulse_nor_picture_is_asked_for(writer, page, running):
    page.until("!mc.waiting && mc.picture.version === mc.pulse.version", 30)
    page.run("(performance.clearResourceTimings(), true)")
    told(writer, task("C", 3, running), event("dde.task.started", 2, iteration=running, tenant="local", task_id="A"))
    page.until("mc.drawn.dde.marks.has('Task/C') && mc.drawn.dde.cy.getElementById('Task/A').hasClass('g-run')", 30)
    assert (asked(page, "picture"), asked(page, "live")) == (0, 0)


def test_a_pulse_that_tells_of_what_is_shown_asks_for_no_picture(page, running):
    """Neither one that names the version of the picture, nor one that only counts."""
    page.until("!mc.waiting && mc.picture.version === mc.pulse.version", 30)
    page.run("(performance.clearResourceTimings(), true)")
    for version in ("mc.picture.version", "undefined"):
        assert page.run(f"(mc.told({{ ...mc.pulse, version: {version} }}), mc.see(), mc.waiting)") is False
    assert asked(page, "picture") == 0


def test_a_page_whose_stream_is_refused_asks_by_itself(writer, page, running):
    page.run("(mc.stream = () => {}, mc.streaming = () => false, true)")
    told(writer, task("E", 5, running))
    page.until("mc.drawn.dde.marks.has('Task/E')", 30)


def turned_now(desk, iteration: str) -> None:
    """The verdict of an iteration turns to ALL PASS."""
    script = GOLDEN["Iter-Golden-AllPass"].events("local")
    later = desk.clock() - max(one.timestamp for one in script)
    moved = [
        replace(one, iteration_id=iteration, timestamp=one.timestamp + later, event_id=f"{one.event_id}-{iteration}")
        for one in script
    ]
    told(desk, *moved)


def test_a_verdict_that_turns_is_noticed_wherever_one_is(writer, page, running):
    turned = f"{running}-turned"
    turned_now(writer, turned)
    card = f".toast[data-flip='{turned}']"
    page.until(f"document.querySelector({card!r})?.textContent.includes('ALL PASS')", 30)
    page.until("document.querySelector('link[rel=icon]').href.startsWith('data:image/svg+xml')", 30)
    page.run(f"document.querySelector({f'{card} a'!r}).click()")
    page.until(f"mc.state.iteration === {turned!r} && document.title.startsWith('ALL PASS')", 30)
    assert page.run(f"document.querySelector({card!r}) === null")


SEEN = """window.notices = [];
window.Notification = class extends Notification { constructor(...told) { super(...told); notices.push(this); } };"""


def test_a_click_on_the_notice_of_the_desktop_shows_the_verdict_that_turned(writer, page, running):
    turned = f"{running}-noticed"
    allowed = {"permissions": ["notifications"], "origin": page.address}
    page.chrome.execute_cdp_cmd("Browser.grantPermissions", allowed)
    first = page.chrome.current_window_handle
    page.chrome.switch_to.new_window("tab")  # has no focus: the one who reads is elsewhere
    try:
        page.open(f"/dde?iteration={running}").until("!!mc.pulse?.revision && mc.streaming()", 30)
        page.run("(mc.actions.notices(), 1)")
        page.until("document.getElementById('notices').getAttribute('aria-pressed') === 'true'", 30)
        page.chrome.execute_script(SEEN)
        turned_now(writer, turned)
        page.until("notices.length > 0", 30)
        assert page.run("notices.map(n => n.title)") == [f"{turned}: ALL PASS"]
        page.run("notices[0].dispatchEvent(new Event('click'))")
        page.until(f"mc.state.iteration === {turned!r} && document.title.includes('ALL PASS: {turned}')", 30)
        assert page.run("location.pathname") == "/verdict"
        assert page.run(f"document.querySelector(`.toast[data-flip='{turned}']`) === null")
    finally:
        page.chrome.close()
        page.chrome.switch_to.window(first)


def test_the_console_holds_no_warning(page, running):
    assert [
        line["message"] for line in page.chrome.get_log("browser") if line["level"] in ("SEVERE", "WARNING")
    ] == []
