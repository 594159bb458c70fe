"""An event that is posted shows on the open page; a page that looks at the past holds still."""

import pytest

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
    page.until("mc.drawn.dde?.marks.size >= 2 && !!mc.pulse?.revision")
    return iteration


def test_a_new_event_shows_within_a_second_and_redraws_nothing(writer, page, running):
    page.run("(mc.drawn.dde.cy.__same = true, mc.drawn.dde.cy.getElementById('Task/A').__same = true)")
    started = event("dde.task.started", 2, iteration=running, tenant="local", task_id="A")
    told(writer, started, task("C", 3, running))
    page.until("mc.drawn.dde.marks.has('Task/C')", seconds=1.5)
    page.until("mc.drawn.dde.cy.getElementById('Task/A').hasClass('g-run')")
    assert page.run("mc.drawn.dde.cy.__same && document.getElementById('graph-dde')._cyreg.cy.__same")
    assert page.run("mc.drawn.dde.cy.getElementById('Task/A').__same")


def test_in_the_past_news_is_held_and_counted(writer, page, running):
    page.run(f"mc.lookAt({T0})")
    page.until("document.body.classList.contains('past') && !mc.waiting")
    told(writer, task("D", 4, running))
    page.until("banner.textContent.includes('newer event')")
    assert page.run("mc.drawn.dde.marks.has('Task/D')") is False
    page.press("l")
    page.until("mc.drawn.dde.marks.has('Task/D')")
