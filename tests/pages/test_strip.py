"""The strip of the dock: one event weeks later leaves the others their room, and every place is still its moment."""

from random import Random

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from app.lenses.axis import axis_of
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import T0, event
from workers.drain import drain

pytestmark = pytest.mark.browser

MINUTE, WEEK = 60_000, 7 * 86_400_000
TASKS = 12
LONELY = "lonely"

AGREES = """((cases, width) => cases.map(({start, end, axis, quiet, times, places}) => {
  const plan = {left: 58, right: 76};
  const scale = mc.scaleOf({start, end, axis, quiet}, width, plan);
  const room = scale.end - 28 - plan.left;
  const xs = times.map(scale.at);
  const off = Math.max(...xs.map((x, n) => Math.abs(x - plan.left - places[n] * room)));
  const back = Math.max(...times.map((ms, n) => Math.abs(scale.ms(xs[n]) - ms) / (end - start)));
  const rises = xs.every((x, n) => !n || x > xs[n - 1]);
  return [off, back, rises];
}))(arguments[0], arguments[1])"""


@pytest.fixture(scope="module")
def lonely(writer):
    """Tasks that begin a minute apart, and one that ends five weeks later."""
    place = {"iteration": LONELY, "tenant": "local"}
    told = [event("dde.task.started", n, **place, task_id=f"T{n}") for n in range(TASKS)]
    told.append(event("dde.task.failed", 5 * WEEK / MINUTE, **place, task_id="T0", attempts=1))
    for _ in send(writer.log, encode, told):
        pass
    drain(writer)
    return LONELY


@pytest.fixture
def strip(page, lonely):
    page.open(f"/dde?iteration={lonely}").until(
        f"mc.timeline?.moments.length > {TASKS} && !!strip.querySelector('svg')", 30
    )
    return page


def test_places_and_moments_lead_to_each_other_whatever_is_folded(page):
    page.open("/healthz")
    page.open("/jobs").until("!!window.mc?.scaleOf", 30)
    chance, cases = Random(6), []
    for _ in range(80):
        bursts = [chance.randrange(10 ** chance.randrange(3, 11)) for _ in range(chance.randrange(1, 6))]
        times = sorted({T0 + at + chance.randrange(10**6) for at in bursts for _ in range(chance.randrange(1, 9))})
        if times[-1] - times[0] < 1000:
            continue
        axis = axis_of(times)
        knots = axis.knots if axis.folds else ()
        told = {"start": times[0], "end": times[-1], "axis": knots, "quiet": axis.folds, "times": times}
        cases.append({**told, "places": [axis.place(at) for at in times]})
    assert sum(bool(case["quiet"]) for case in cases) > 20
    for width in (390, 820, 2000):
        for off, back, rises in page.run(AGREES, cases, width):
            assert off < 0.01
            assert back < 1e-6
            assert rises


def test_the_many_keep_their_room_and_the_fold_says_how_long_it_was(strip):
    places = strip.run("mc.timeline.moments.map(mc.scale(mc.timeline, strip.clientWidth).at)")
    end = strip.run("mc.scale(mc.timeline, strip.clientWidth).at(mc.timeline.end)")
    assert places[-2] - places[0] > 0.8 * (end - places[0])
    assert strip.run("strip.querySelectorAll('.foldmark').length") == 1
    assert "1 mo" in strip.run("strip.querySelector('.foldmark').textContent")
    folded = strip.run("strip.querySelector('.foldmark rect').getBoundingClientRect().toJSON()")
    box = strip.run("strip.getBoundingClientRect().toJSON()")
    across = folded["x"] + folded["width"] / 2 - box["x"] - box["width"] / 2
    ActionChains(strip.chrome).move_to_element_with_offset(
        strip.chrome.find_element("id", "strip"), round(across), 60 - round(box["height"] / 2)
    ).perform()
    strip.until("!tip.hidden && tip.textContent.includes('Nothing happened for 1 mo')", 30)


def test_a_click_among_the_many_finds_each_of_them_and_keys_step_over_the_fold(strip):
    box = strip.run("strip.getBoundingClientRect().toJSON()")
    for stop in (3, 9, TASKS - 1):
        x = strip.run(f"mc.scale(mc.timeline, strip.clientWidth).at(mc.timeline.moments[{stop}])")
        ActionChains(strip.chrome).move_to_element_with_offset(
            strip.chrome.find_element("id", "strip"), round(x - box["width"] / 2), 60 - round(box["height"] / 2)
        ).click().perform()
        strip.until(f"mc.state.asOf === mc.timeline.moments[{stop}]", 30)
    strip.press(Keys.ARROW_RIGHT)
    strip.until(f"mc.state.asOf === {T0 + 5 * WEEK}", 30)
    assert "after 1 mo without events" in strip.run("slider.getAttribute('aria-valuetext')")
    strip.press(Keys.ARROW_LEFT)
    strip.until(f"mc.state.asOf === {T0 + (TASKS - 1) * MINUTE}", 30)
    assert "without events" not in strip.run("slider.getAttribute('aria-valuetext')")
    assert strip.complaints() == []


SPY = """(() => { const ask = window.fetch; window.told = [];
  window.fetch = async (...asked) => { const reply = await ask(...asked);
    if (String(asked[0]).startsWith("picture")) told.push(await reply.clone().json());
    return reply; }; return 1; })()"""
WHOLE = """const done = arguments[arguments.length - 1];
fetch("picture?" + new URLSearchParams({iteration: mc.state.iteration, lens: "dde", asOf: mc.state.asOf}))
  .then((reply) => reply.json()).then((whole) => done(["view", "verdict", "iteration", "ways", "name"]
    .filter((part) => JSON.stringify(whole[part]) !== JSON.stringify(mc.picture[part]))));"""


def test_while_the_slider_moves_only_what_differs_travels_and_the_page_has_the_whole(strip):
    strip.until("!mc.waiting && mc.drawn?.dde?.marks.size > 0", 30)
    strip.run(SPY)
    for number in range(1, 4):
        strip.press(Keys.ARROW_LEFT)
        strip.until(f"told.length >= {number} && !mc.waiting && mc.picture.moment.asOf === mc.state.asOf", 30)
    assert all("before" in one for one in strip.run("told"))
    strip.chrome.set_script_timeout(30)
    assert strip.chrome.execute_async_script(WHOLE) == []
