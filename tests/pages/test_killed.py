"""A server that is killed under an open stream: the page says so, keeps what it shows, and misses nothing."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.builders import event
from tests.pages.chrome import Page
from tests.pages.test_live import task, told

pytestmark = pytest.mark.browser

ITERATION = "Killed"
STREAMS = "mc.drawn.dde?.marks.size >= 2 && mc.streaming()"
SAYS_SO = "!banner.hidden && banner.textContent.includes('the server does not answer')"


@contextmanager
def living(folder: Path, port: int) -> Iterator[None]:
    """The web process as it runs in production, until it is killed with all its children."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--threads", "4", "--log-level", "error", "app.main:create_server()"]
    web = subprocess.Popen(command, env={**os.environ, "MC_DATA": str(folder)}, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def opened(page: Page, port: int) -> Page:
    """The page, once somebody listens there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return Page(page.chrome, f"http://127.0.0.1:{port}").open(f"/dde?iteration={ITERATION}")
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def test_after_a_server_was_killed_its_pages_say_so_and_show_what_happened_meanwhile(writer, folder, page: Page):
    told(writer, task("A", 0, ITERATION), task("B", 1, ITERATION))
    port = free_port()
    with living(folder, port):
        there = opened(page, port)
        there.until(STREAMS, 30)
        there.run("(mc.drawn.dde.cy.__same = true)")
    there.until(SAYS_SO, 30)
    assert there.run("mc.drawn.dde.marks.has('Task/A') && !document.querySelector('.fault')")
    started = event("dde.task.started", 2, iteration=ITERATION, tenant="local", task_id="A")
    told(writer, started, task("C", 3, ITERATION))
    with living(folder, port):
        there.until(
            "mc.drawn.dde.marks.has('Task/C') && mc.drawn.dde.cy.getElementById('Task/A').hasClass('g-run')", 60
        )
        there.until("mc.streaming() && banner.hidden", 30)
        told(writer, task("D", 4, ITERATION))
        there.until("mc.drawn.dde.marks.has('Task/D')", 30)
        assert there.run("mc.drawn.dde.cy.__same")
    page.chrome.get_log("browser")  # where a browser says by itself that an address did not answer
