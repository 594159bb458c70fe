"""A lens of too many nodes to draw is a map: all of it on the graphics card, a change of it travels alone."""

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.pages.chrome import Page, served
from tests.workers.desks import desk_in
from workers.drain import drain

pytestmark = pytest.mark.browser

TASKS = 1_300
WIDE = 20
ITERATION = "Wide"
READY = "mc.mapNow?.()?.whole > 0 && mc.mapNow().queue.length === 0 && !mc.waiting"
HELD = """(() => { const { gl, points, lines } = mc.mapNow().ground;
  const size = (kind, buffer) => { gl.bindBuffer(kind, buffer); return gl.getBufferParameter(kind, gl.BUFFER_SIZE); };
  const [nodes, ends] = [points.attribs.x.buffer, lines.indices];
  return [size(gl.ARRAY_BUFFER, nodes) / 4, size(gl.ELEMENT_ARRAY_BUFFER, ends) / 8]; })()"""
"""How many nodes and lines lie in the buffers of the graphics card."""
COLOURS = """(() => { const { gl, canvas } = mc.mapNow().ground;
  const all = new Uint8Array(4 * canvas.width * canvas.height);
  gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, all);
  return new Set(new Uint32Array(all.buffer)).size; })()"""

PLACE = """((s, at) => [s.map.x[at] * s.camera.zoom + s.camera.x - s.width / 2,
  s.map.y[at] * s.camera.zoom + s.camera.y - s.height / 2])(mc.mapNow(), mc.nodeOf(mc.mapNow().map, 'Task/T0700'))"""
"""Where a task stands, from the middle of the map."""
SENT = (
    "performance.getEntriesByType('resource').filter((e) => e.name.includes('/map?')).map((e) => e.decodedBodySize)"
)


def told(desk, *events):
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


def said(kind: str, minute: float, name: str, **more: object):
    return event(f"dde.task.{kind}", minute, iteration=ITERATION, tenant="local", task_id=name, **more)


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """The desk of a plan of many steps."""
    desk = desk_in(tmp_path_factory.mktemp("wide"))
    needs = [
        [f"T{n - n % WIDE - WIDE + (n + k) % WIDE:04}" for k in (0, 3)] if n >= WIDE else [] for n in range(TASKS)
    ]
    told(desk, *(said("created", 0, f"T{n:04}", depends_on=needs[n]) for n in range(TASKS)))
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def at(wide):
    with served(create_server(wide)) as found:
        yield found


@pytest.fixture
def seen(chrome, page: Page, at):
    """The map of the plan, painted."""
    chrome.get(f"{at}/healthz")
    chrome.execute_script("localStorage.clear(); localStorage.setItem('mc-theme', 'light')")
    there = Page(chrome, at).open(f"/dde?iteration={ITERATION}")
    there.until(READY, 20)
    return there


def test_all_nodes_and_lines_lie_in_the_buffers_and_are_painted(seen):
    assert seen.run(HELD) == [TASKS, 2 * (TASKS - WIDE)]
    assert seen.run(COLOURS) > 5
    assert seen.run("getComputedStyle(document.querySelector('#stage-dde .drawing')).visibility") == "hidden"
    assert seen.complaints() == []


def test_coming_near_opens_phases_until_every_task_can_be_read(seen):
    assert seen.run("mc.mapNow().words.plates.length") > 3
    seen.run("mc.comeTo(mc.mapNow(), 700)")
    seen.until("mc.mapNow().words.plates.length === 0 && mc.mapNow().camera.zoom >= 0.8")


def test_a_click_picks_a_task_and_the_address_and_the_details_say_so(seen):
    seen.run("(mc.still = true, mc.comeTo(mc.mapNow(), mc.nodeOf(mc.mapNow().map, 'Task/T0700')))")
    seen.until(READY)
    chart = seen.chrome.find_element(By.CSS_SELECTOR, ".mapbox")
    x, y = seen.run(PLACE)
    actions = ActionChains(seen.chrome)
    actions.move_to_element_with_offset(chart, round(x), round(y)).click().perform()
    seen.until("mc.state.selection === 'Task/T0700' && panel.textContent.includes('T0700')")
    assert "node=Task/T0700" in seen.chrome.current_url
    assert seen.run("mc.mapNow().map.ids[mc.mapNow().picked]") == "Task/T0700"
    assert seen.run("mc.mapNow().dim && mc.mapNow().marks.reduce((sum, one) => sum + one) > 2")


def test_an_event_changes_one_byte_of_the_map_and_moves_nothing(seen, wide):
    seen.run("(window.before = mc.mapNow().map, performance.clearResourceTimings(), true)")
    told(wide, said("started", 1, "T0007"))
    seen.until(
        "mc.mapNow().map !== window.before && mc.mapNow().map.faces[mc.mapNow().map.states[7]][2] === 'running'", 15
    )
    assert seen.run("mc.mapNow().map.x === window.before.x && mc.mapNow().map.ids === window.before.ids")
    sizes = seen.run(SENT)
    assert max(sizes, default=0) < 600  # none where the change came on the stream
    assert seen.complaints() == []


def test_a_task_that_comes_is_put_in_without_fetching_the_rest(seen, wide):
    there = seen.run("mc.mapNow().map.ids.length")
    told(wide, said("created", 2, f"T{there}x", depends_on=["T0003"]))
    seen.until(f"mc.mapNow().map.ids.length === {there} + 1 && {READY}", 15)
    assert seen.run(HELD)[0] == there + 1
    ends = "[...mc.mapNow().map.sources, ...mc.mapNow().map.targets]"
    assert seen.run(f"{ends}.every((at) => mc.mapNow().map.x[at] !== undefined)")
    assert seen.run(f"mc.nodeOf(mc.mapNow().map, 'Task/T{there}x') >= 0")


def test_keys_walk_from_task_to_task_and_enter_picks(seen):
    seen.run("document.querySelector('.mapbox').focus()")
    seen.press(Keys.ARROW_RIGHT)
    seen.until("mc.mapNow().hover >= 0 && say.textContent.includes(mc.mapNow().map.labels[mc.mapNow().hover])")
    seen.press(Keys.ENTER)
    seen.until("mc.state.selection === mc.mapNow().map.ids[mc.mapNow().hover]")


def test_the_search_finds_what_is_on_the_map_and_flies_there(seen):
    seen.run("(mc.still = true, true)")
    seen.press("/")
    seen.chrome.find_element(By.CSS_SELECTOR, ".popover.palette .find").send_keys("t1234", Keys.ENTER)
    seen.until("mc.state.selection === 'Task/T1234' && mc.mapNow().camera.zoom >= 0.8")


def test_the_table_twin_has_a_row_for_every_task_and_makes_only_those_in_sight(seen):
    seen.press("t")
    seen.until("document.querySelector('#twin-dde .maptwin tbody tr[data-arg]')")
    count = seen.run("mc.mapNow().map.ids.length")
    assert seen.run("document.querySelector('#twin-dde table').ariaRowCount") == str(count + 1)
    assert seen.run("document.querySelectorAll('#twin-dde tbody tr').length") < 120
    seen.run("document.querySelector('.maptwin').scrollTop = 1e6")
    seen.until("!!document.querySelector('#twin-dde tr[aria-rowindex=\"' + (mc.mapNow().map.ids.length + 1) + '\"]')")


def test_the_map_wears_the_theme(seen):
    light = seen.run("Array.from(mc.mapNow().ground.paper)")
    seen.run("mc.actions.theme()")
    seen.until(READY)
    assert seen.run("Array.from(mc.mapNow().ground.paper)") != light


def test_folders_are_called_by_what_tells_them_apart_and_of_a_long_way_its_end_is_read(seen):
    names = "{label: ['tests/domain', 'tests/domain/verdict', 'tests/wire'], parent: [-1, -1, -1]}"
    short = seen.run(f"((regions) => (mc.familyOf({{regions}}), regions.short))({names})")
    assert short == ["domain", "domain/verdict", "wire"]
    pen = "document.createElement('canvas').getContext('2d')"
    assert seen.run(f"mc.nameCut({pen}, 'domain/verdict', 60)[0]") == "…verdict"
    assert seen.run(f"mc.nameCut({pen}, 'app.domain.verdict', 900)[0]") == "app.domain.verdict"
