"""Slider released → new picture on the screen, in chromium: 300 tasks, every moment seen for the first time.

The server is what runs in production (gunicorn, one worker), the browser runs beside it on the same machine.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from app.domain.events import Event
from app.domain.payloads.dde import TaskCompleted, TaskCreated, TaskStarted
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
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
    browser, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not browser or not driver:
        report("slider_ms", 0, "ms", f"<= {GOAL_MS:g}", None, {"skipped": "no chromium with chromedriver found"})
        return
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder))
        with _served(Path(folder)) as address, _opened(browser, driver) as chrome:
            times = _measured(chrome, address)
    load = round(os.getloadavg()[0] / (os.cpu_count() or 1), 2)
    beside = {"p95_ms": quantile(times, 0.95), "nodes": TASKS, "stops": len(times), "load_per_core": load}
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


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--threads", "8", "--graceful-timeout", "1", "--log-level", "error", "app.main:create_server()"]
    server = subprocess.Popen(command, env={**os.environ, "MC_DATA": str(folder)})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def _opened(browser: str, driver: str) -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900"):
        options.add_argument(argument)
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


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
