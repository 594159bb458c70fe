"""Each page from its address until it is drawn, in chromium: 300 tasks, scenarios and modules, and golden iterations.

The server is what runs in production (gunicorn, one worker), the browser runs beside it on the same machine. Cold:
the browser's cache is empty, and nobody has asked the server for this page yet. Warm: the same address again. A page
is drawn when the screen has been painted after its last part stood there; the slowest page counts.
"""

import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from app.golden import GOLDEN
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from bench import lens_data
from bench.browser import SOFTWARE, installed, load_per_core, opened, served
from bench.report import at_most, quantile, report, scaled
from workers.drain import drain

SIZE: Final = 300
ITERATION: Final = "Iter-Bench-Pages"
ROUNDS: Final = 5
COLD_MS, WARM_MS = 1_500.0, 800.0

_GRAPH: Final = "window.mc?.drawn?.{}?.marks?.size > 20"
DRAWN: Final[Mapping[str, str]] = {
    "/": "document.querySelectorAll('.orow').length > 3",
    "/verdict": "!!document.querySelector('#verdict h1') && window.mc?.drawn?.convergence?.marks?.size > 5",
    "/dde": _GRAPH.format("dde"),
    "/bdv": _GRAPH.format("bdv"),
    "/acc": _GRAPH.format("acc"),
    "/search?q=module": "document.querySelectorAll('.hit').length > 5",
    "/jobs": "document.querySelectorAll('table.health tbody tr').length > 5",
}
"""What is true of each page when its last part stands there."""

WATCH: Final = """
(() => {
  const drawn = DRAWN[location.pathname + (location.pathname === "/search" ? "?q=module" : "")];
  const look = () => (drawn && eval(drawn)
    ? requestAnimationFrame(() => setTimeout(() => { window.drawnAt = performance.now(); }))
    : requestAnimationFrame(look));
  requestAnimationFrame(look);
})();
"""
BYTES: Final = "return performance.getEntriesByType('resource').reduce((sum, one) => sum + one.encodedBodySize, 0)"


def main() -> None:
    """Print ``page_cold_ms`` and ``page_warm_ms``, or why they could not be measured."""
    found = installed()
    if found is None:
        for name, goal in (("page_cold_ms", COLD_MS), ("page_warm_ms", WARM_MS)):
            report(name, 0, "ms", f"<= {goal:g}", None, {"skipped": "no chromium with chromedriver found"})
        return
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder))
        with served(Path(folder)) as address, opened(*found, *SOFTWARE) as chrome:
            script = f"const DRAWN = {json.dumps(DRAWN)};{WATCH}"
            chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": f"{{{script}}}"})
            _told("page_cold_ms", COLD_MS, {path: _cold(chrome, address + path) for path in DRAWN}, _bytes(chrome))
            warm = {path: _warm(chrome, address + path) for path in DRAWN}
            _told("page_warm_ms", WARM_MS, warm, _bytes(chrome))


def _fill(folder: Path) -> None:
    desk = open_desk(read_settings({"MC_DATA": str(folder)}), "writer")
    told = [event for golden in GOLDEN.values() for event in golden.events("local")]
    for _ in send(desk.log, encode, [*told, *lens_data.events(ITERATION, SIZE)]):
        pass
    drain(desk)
    desk.close()


def _cold(chrome: webdriver.Chrome, url: str) -> float:
    chrome.get("about:blank")
    chrome.execute_cdp_cmd("Network.clearBrowserCache", {})
    return _once(chrome, url)


def _warm(chrome: webdriver.Chrome, url: str) -> float:
    _once(chrome, url)
    return quantile([_once(chrome, url) for _ in range(scaled(ROUNDS))], 0.5)


def _once(chrome: webdriver.Chrome, url: str) -> float:
    """Milliseconds from the navigation until the page is drawn."""
    chrome.get("about:blank")
    time.sleep(0.3)
    chrome.get(f"{url}{'&' if '?' in url else '?'}iteration={ITERATION}")
    return float(WebDriverWait(chrome, 60, 0.05).until(lambda _: chrome.execute_script("return window.drawnAt")))


def _bytes(chrome: webdriver.Chrome) -> float:
    """What the last page and all that belongs to it weigh, as they travel."""
    return float(chrome.execute_script(BYTES))


def _told(name: str, goal: float, times: Mapping[str, float], weight: float) -> None:
    beside = {**times, "bytes": weight, "load_per_core": load_per_core()}
    at_most(name, max(times.values()), "ms, the slowest page", goal, beside)


if __name__ == "__main__":
    main()
