"""A server as it runs in production (gunicorn, one worker), and a headless chromium beside it on the same machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SOFTWARE = ("--disable-gpu", "--enable-unsafe-swiftshader")
"""No graphics card: the processor paints the page, and every point and line of WebGL."""


def installed() -> tuple[str, str] | None:
    """The browser and its driver, where both are found."""
    browser, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def cpu_ms(chrome: webdriver.Chrome) -> dict[str, float]:
    """CPU time so far of the browser's processes by their type (``renderer``, ``gpu-process``, …), in ms."""
    spent: dict[str, float] = {}
    for process in psutil.Process(chrome.service.process.pid).children(recursive=True):
        with suppress(psutil.Error):
            kind = next((word[7:] for word in process.cmdline() if word.startswith("--type=")), "browser")
            times = process.cpu_times()
            spent[kind] = spent.get(kind, 0.0) + 1000 * (times.user + times.system)
    return spent


def load_per_core() -> float:
    """What the machine does besides."""
    return round(os.getloadavg()[0] / (os.cpu_count() or 1), 2)


@contextmanager
def served(folder: Path) -> Iterator[str]:
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
def opened(browser: str, driver: str, *more: str) -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1440,900", *more):
        options.add_argument(argument)
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield chrome
    finally:
        chrome.quit()
