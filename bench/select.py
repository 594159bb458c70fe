"""Click on a module → its spine lit in the drawing, the matrix and the table, painted, in chromium: 1,000 modules.

The clock begins before the click is handled and ends after the frame in which all of them were painted. The server is
asked nothing in between: the edges came with the picture.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from bench import large_data
from bench.browser import SOFTWARE, installed, load_per_core, opened, served
from bench.report import at_most, quantile, report, scaled
from workers.drain import drain

MODULES: Final = 1_000
IMPORTS: Final = 3_000
CLICKS: Final = 30
GOAL_MS: Final = 50.0
ITERATION: Final = "Iter-Bench-Select"
REST_S: Final = 0.4

MEASURE: Final = """
const [turn, done] = arguments;
const rows = mc.matrixWire.dsm.ids;
const uid = rows[(turn * 37) % rows.length];
const from = performance.now();
mc.actions.pick(uid);
const handled = performance.now();
requestAnimationFrame(() => { const port = new MessageChannel();
  port.port1.onmessage = () => done([handled - from, performance.now() - from, mc.members.size]);
  port.port2.postMessage(0); });
"""
READY: Final = (
    "return !!(window.mc?.waysVersion?.() && mc.matrixWire?.dsm?.ids.length && (mc.mapNow() || mc.drawn.acc))"
)


def main() -> None:
    """Print ``select_ms``, or why it could not be measured."""
    found = installed()
    if found is None:
        report("select_ms", 0, "ms", f"<= {GOAL_MS:g}", None, {"skipped": "no chromium with chromedriver found"})
        return
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder))
        with served(Path(folder)) as address, opened(*found, *SOFTWARE) as chrome:
            clicks = _measured(chrome, address)
    times = [painted for _, painted, _ in clicks]
    beside = {
        "p95_ms": quantile(times, 0.95),
        "handled_ms": quantile([handled for handled, _, _ in clicks], 0.5),
        "lit": max(lit for _, _, lit in clicks),
        "nodes": scaled(MODULES),
        "clicks": len(times),
        "load_per_core": load_per_core(),
    }
    at_most("select_ms", quantile(times, 0.5), "ms", GOAL_MS, beside)


def _fill(folder: Path) -> None:
    desk = open_desk(read_settings({"MC_DATA": str(folder)}), "writer")
    for _ in send(desk.log, encode, large_data.structure(ITERATION, scaled(MODULES), scaled(IMPORTS))):
        pass
    drain(desk)
    desk.close()


def _measured(chrome: webdriver.Chrome, address: str) -> Sequence[tuple[float, float, float]]:
    chrome.get(f"{address}/acc?iteration={ITERATION}&as=table")
    WebDriverWait(chrome, 60, 0.2).until(lambda _: chrome.execute_script(READY))
    clicks = []
    for turn in range(CLICKS):
        time.sleep(REST_S)
        handled, painted, lit = chrome.execute_async_script(MEASURE, turn)
        clicks.append((float(handled), float(painted), float(lit)))
    return clicks


if __name__ == "__main__":
    main()
