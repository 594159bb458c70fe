"""Slider released → new picture on the screen, in chromium: 300 tasks, every moment seen for the first time.

The server is what runs in production (gunicorn, one worker), the browser runs beside it on the same machine.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from app.domain.events import Event
from app.domain.payloads.dde import TaskCompleted, TaskCreated, TaskStarted
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from bench.browser import SOFTWARE, installed, load_per_core, opened, served
from bench.report import at_most, quantile, report, scaled
from workers.drain import drain

TASKS = 300
STOPS = 40
GOAL_MS = 100.0
START = 1_790_000_000_000
REST_S = 0.35
"""Between two releases the page comes to rest, as it does under a hand."""
WIDE = 12
"""Tasks per step of the workflow."""

MEASURE = """
const [stop, done] = arguments;
const [before, from, cy] = [mc.picture, performance.now(), mc.drawn.dde.cy];
cy.on("render", function seen() {
  if (mc.picture === before || mc.waiting) return;
  cy.off("render", seen);
  setTimeout(() => done(performance.now() - from));
});
slider.value = String(stop);
slider.dispatchEvent(new Event("input"));
"""
"""Done when the canvas has been painted for the first time after the new picture was laid over the old one."""


def main() -> None:
    """Print ``slider_ms``, or why it could not be measured."""
    found = installed()
    if found is None:
        report("slider_ms", 0, "ms", f"<= {GOAL_MS:g}", None, {"skipped": "no chromium with chromedriver found"})
        return
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder))
        with served(Path(folder)) as address, opened(*found, *SOFTWARE) as chrome:
            times = _measured(chrome, address)
    beside = {"p95_ms": quantile(times, 0.95), "nodes": TASKS, "stops": len(times), "load_per_core": load_per_core()}
    at_most("slider_ms", quantile(times, 0.5), "ms", GOAL_MS, beside)


def _fill(folder: Path) -> None:
    desk = open_desk(read_settings({"MC_DATA": str(folder)}), "writer")
    for _ in send(desk.log, encode, _story()):
        pass
    drain(desk)
    desk.close()


def _story() -> Iterator[Event]:
    """Each task needs two of the step before it, begins in its turn and is done a while later."""
    for n in range(TASKS):
        row = n % WIDE
        needs = [f"T{n - row - WIDE + (row + k) % WIDE:03d}" for k in (0, 5)] if n >= WIDE else []
        yield _event(n, "dde.task.created", TaskCreated(task_id=f"T{n:03d}", depends_on=needs), 0)
    for n in range(TASKS):
        yield _event(n, "dde.task.started", TaskStarted(task_id=f"T{n:03d}"), 60 + 20 * n)
        yield _event(n, "dde.task.completed", TaskCompleted(task_id=f"T{n:03d}"), 90 + 20 * n)


def _event(n: int, kind: str, payload: TaskCreated | TaskStarted | TaskCompleted, second: int) -> Event:
    return Event(
        event_id=f"{kind}-{n}",
        timestamp=START + 1000 * second,
        tenant_id="local",
        iteration_id="slider",
        event_type=kind,
        node_id="",
        source="bench",
        payload=payload,
    )


def _measured(chrome: webdriver.Chrome, address: str) -> Sequence[float]:
    chrome.get(f"{address}/dde?iteration=slider")
    ready = f"return mc.drawn?.dde?.marks.size >= {TASKS} && mc.timeline?.moments.length > {STOPS}"
    WebDriverWait(chrome, 30, 0.1).until(lambda _: chrome.execute_script(ready))
    last = int(chrome.execute_script("return mc.timeline.moments.length")) - 1
    stops = [round(last * (n + 1) / (scaled(STOPS) + 1)) for n in range(scaled(STOPS))]
    times = []
    for stop in stops:
        time.sleep(REST_S)
        times.append(float(chrome.execute_async_script(MEASURE, stop)))
    return times


if __name__ == "__main__":
    main()
