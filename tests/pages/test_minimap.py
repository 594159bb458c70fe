"""A drawing that is larger than its frame: all of it in the corner, and a way to what is out of sight."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from workers.drain import drain

pytestmark = pytest.mark.browser

LONG, STEPS = "long", 90
CUT = """(() => { const d = mc.drawn.dde, b = mc.extent(d.marks), z = d.cy.zoom(), p = d.cy.pan();
  return [b.x1 * d.sx * z + p.x < -12, b.x2 * d.sx * z + p.x > d.cy.width() + 12]; })()"""
CORNER = "document.querySelector('#stage-dde .minimap')"


@pytest.fixture(scope="module")
def long(writer):
    """A chain of tasks of which the last but one failed."""
    place = {"iteration": LONG, "tenant": "local"}
    needs = [[f"T{n - 1:02}"] if n else [] for n in range(STEPS)]
    told = [event("dde.task.created", 0, **place, task_id=f"T{n:02}", depends_on=needs[n]) for n in range(STEPS)]
    told.append(event("dde.task.failed", 5, **place, task_id=f"T{STEPS - 2}", attempts=1))
    for _ in send(writer.log, encode, told):
        pass
    drain(writer)
    return LONG


@pytest.fixture
def drawing(page, long):
    page.open(f"/dde?iteration={long}").drawn("dde")
    page.until(f"{CORNER} && !{CORNER}.hidden", 30)
    return page


def test_what_failed_is_in_sight_first_and_the_corner_shows_the_rest(drawing):
    assert drawing.run(CUT)[0]
    failed = f"mc.drawn.dde.cy.getElementById('Task/T{STEPS - 2}').renderedPosition().x"
    assert 0 < drawing.run(failed) < drawing.run("mc.drawn.dde.cy.width()")
    box = drawing.run(f"{CORNER}.querySelector('canvas').getBoundingClientRect().toJSON()")
    assert box["width"] > 100
    ActionChains(drawing.chrome).move_by_offset(0, 0).move_to_element_with_offset(
        drawing.chrome.find_element("css selector", "#stage-dde .minimap canvas"), round(-box["width"] / 2) + 3, 0
    ).click().perform()
    drawing.until(f"(({CUT})[1]) && mc.drawn.dde.cy.getElementById('Task/T00').renderedPosition().x > 0", 30)


def test_one_press_shows_all_and_the_next_what_can_be_read(drawing):
    assert drawing.text("#stage-dde .minimap button") == "Show all"
    drawing.click("#stage-dde .minimap button")
    drawing.until(f"!({CUT}).includes(true)", 30)
    drawing.until(f"{CORNER}.querySelector('button').textContent === 'Read names'", 30)
    assert drawing.run(f"{CORNER}.querySelector('canvas').hidden")
    drawing.press("f")
    drawing.until(f"({CUT}).includes(true)", 30)
    drawing.press("f")
    drawing.until(f"!({CUT}).includes(true)", 30)
