"""Event accepted → its pixel, in chromium: a workflow of 300 tasks whose tasks start one after the other.

What runs in production runs here, each in a process of its own: the web server (gunicorn, one worker), the ingest
worker, and the browser, all on this machine and on files. The clock starts when the log has accepted the event, and
ends when the drawing has been painted for the first time with the task in its new state.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import environ
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from app.desk import Desk
from app.domain.events import Event
from app.domain.payloads.dde import TaskCreated, TaskStarted
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from bench.browser import SOFTWARE, installed, load_per_core, opened, served
from bench.report import at_most, quantile, report, scaled
from workers.drain import drain

TASKS = 300
EVENTS = 200
GOAL_MS = 100.0
START = 1_790_000_000_000
WIDE = 12
REST_S = (0.2, 0.5)
"""Events do not come in step with anybody's clock."""

WATCH = """
window.painted = {};
const cy = mc.drawn.dde.cy;
cy.on("render", () => {
  const at = performance.timeOrigin + performance.now();
  cy.nodes(".g-run").forEach((node) => { painted[node.id()] = painted[node.id()] || at; });
});
"""


def main() -> None:
    """Print ``push_p99_ms``, or why it could not be measured."""
    found = installed()
    if found is None:
        report("push_p99_ms", 0, "ms", f"<= {GOAL_MS:g}", None, {"skipped": "no chromium with chromedriver found"})
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk = filled(folder)
        with served(folder) as address, ingesting(folder), opened(*found, *SOFTWARE) as chrome:
            times = _measured(chrome, address, desk)
        desk.close()
    beside = {"p50_ms": quantile(times, 0.5), "nodes": TASKS, "events": len(times), "load_per_core": load_per_core()}
    at_most("push_p99_ms", quantile(times, 0.99), "ms", GOAL_MS, beside)


def filled(folder: Path, tasks: int = TASKS) -> Desk:
    """A desk that may add to the log; so many tasks of the workflow are taken in."""
    writer = open_desk(read_settings({"MC_DATA": str(folder)}), "writer")
    post(writer, *map(created, range(tasks)))
    drain(writer)
    writer.close()
    return open_desk(read_settings({"MC_DATA": str(folder)}), "reader")


@contextmanager
def ingesting(folder: Path) -> Iterator[None]:
    """The ingest worker, in a process of its own."""
    worker = subprocess.Popen([sys.executable, "-m", "workers", "ingest"], env={**environ, "MC_DATA": str(folder)})
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


def post(desk: Desk, *events: Event) -> None:
    """Put them on the log."""
    for _ in send(desk.log, encode, events):
        pass


def created(n: int) -> Event:
    """A task that needs two of the step before it."""
    row = n % WIDE
    needs = [f"T{n - row - WIDE + (row + k) % WIDE:03d}" for k in (0, 5)] if n >= WIDE else []
    return _event(n, "dde.task.created", TaskCreated(task_id=f"T{n:03d}", depends_on=needs))


def started(n: int) -> Event:
    """The task begins."""
    return _event(n, "dde.task.started", TaskStarted(task_id=f"T{n:03d}"))


def _event(n: int, kind: str, payload: TaskCreated | TaskStarted) -> Event:
    return Event(
        event_id=f"{kind}-{n}",
        timestamp=START + (n if kind.endswith("started") else 0),
        tenant_id="local",
        iteration_id="push",
        event_type=kind,
        node_id="",
        source="bench",
        payload=payload,
    )


def _measured(chrome: webdriver.Chrome, address: str, desk: Desk) -> Sequence[float]:
    chrome.get(f"{address}/dde?iteration=push")
    ready = f"return mc.drawn?.dde?.marks.size >= {TASKS} && mc.streaming() && !mc.waiting"
    WebDriverWait(chrome, 60, 0.1).until(lambda _: chrome.execute_script(ready))
    chrome.execute_script(WATCH)
    times = []
    for n in range(scaled(EVENTS)):
        time.sleep(random.uniform(*REST_S))
        post(desk, started(n))
        accepted = time.time() * 1000
        painted = f"return painted['Task/T{n:03d}']"
        shown = WebDriverWait(chrome, 30, 0.05).until(lambda _, asked=painted: chrome.execute_script(asked))
        times.append(float(shown) - accepted)
    return times


if __name__ == "__main__":
    main()
