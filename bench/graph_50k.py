"""A structure of 50,000 modules and 150,000 imports: from the address to its map, all of it painted, in chromium.

Warm means that the same address was opened before: the server has read the iteration, the browser keeps scripts and
map. The clock begins with the navigation; it ends when the graphics process has painted the last node and the last
line (``nodes_ms``: when it was sent the nodes and the plates). WebGL is painted in software, by the processor. Then
one module breaks a rule: what travels, and how long that takes, most of which is reading the graph anew.
"""

import os
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Final

from selenium import webdriver

from app.desk import Desk
from app.domain.events import Event
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from bench import large_data
from bench.browser import SOFTWARE, cpu_ms, installed, load_per_core, opened, served
from bench.report import at_most, quantile, report, scaled
from workers.drain import drain

MODULES, IMPORTS = 50_000, 150_000
ROUNDS: Final = 7
GOAL_MS: Final = 2_000.0
ITERATION: Final = "Iter-Bench-50k"

MEASURE: Final = """
const done = (found) => { window.found = found; };
(function look() {
  const shown = window.mc?.mapNow?.();
  if (!shown?.whole || shown.queue.length) return setTimeout(look, 5);
  const { gl, points, lines, canvas } = shown.ground;
  const pixel = new Uint8Array(4);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  const painted = performance.now();
  const held = (kind, buffer) => { gl.bindBuffer(kind, buffer); return gl.getBufferParameter(kind, gl.BUFFER_SIZE); };
  const sent = performance.getEntriesByType("resource").filter((one) => one.name.includes("/map?"))[0];
  done({ painted, nodes_ms: shown.first, wire: sent.encodedBodySize,
    nodes: held(gl.ARRAY_BUFFER, points.attribs.x.buffer) / 4,
    lines: held(gl.ELEMENT_ARRAY_BUFFER, lines.indices) / 8, pixels: canvas.width * canvas.height });
})();
"""
CHANGED: Final = """
const done = (found) => { window.found = found; }, before = mc.mapNow().map.version;
performance.clearResourceTimings();
(function look() {
  const shown = mc.mapNow();
  const sent = performance.getEntriesByType("resource").filter((one) => one.name.includes("/map?"))[0];
  if (shown.map.version === before || shown.queue.length || !sent) return setTimeout(look, 20);
  done({ bytes: sent.encodedBodySize, at: Date.now() });
})();
"""


def main() -> None:
    """Print ``graph_50k_paint_ms`` and ``graph_50k_patch_bytes``, or why they could not be measured."""
    found = installed()
    if found is None:
        skipped = {"skipped": "no chromium with chromedriver found"}
        report("graph_50k_paint_ms", 0, "ms", f"<= {GOAL_MS:g}", None, skipped)
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(read_settings({"MC_DATA": folder}), "writer")
        told = list(large_data.structure(ITERATION, scaled(MODULES), scaled(IMPORTS)))
        _taken(desk, told)
        os.environ["MC_PATIENCE"] = "5m"
        with served(Path(folder)) as address, opened(*found, *SOFTWARE) as chrome:
            _paint(chrome, address)
            _patch(chrome, desk, len(told))
        desk.close()


def _taken(desk: Desk, told: list[Event]) -> None:
    for _ in send(desk.log, encode, told):
        pass
    drain(desk)


def _paint(chrome: webdriver.Chrome, address: str) -> None:
    _asked(f"{address}/picture?iteration={ITERATION}&lens=acc")
    cold = _once(chrome, address)
    before = cpu_ms(chrome)
    rounds = [_once(chrome, address) for _ in range(ROUNDS)]
    spent = {kind: (ms - before.get(kind, 0.0)) / ROUNDS for kind, ms in cpu_ms(chrome).items()}
    beside: dict[str, float | str] = {
        "nodes_ms": quantile([one["nodes_ms"] for one in rounds], 0.5),
        "fastest_ms": min(one["painted"] for one in rounds),
        "slowest_ms": max(one["painted"] for one in rounds),
        "first_visit_ms": cold["painted"],
        "nodes": cold["nodes"],
        "lines": cold["lines"],
        "wire_bytes": cold["wire"],
        "pixels": cold["pixels"],
        "cpu_ms_of_page": spent["renderer"],
        "cpu_ms_of_graphics": spent["gpu-process"],
        "load_per_core": load_per_core(),
    }
    at_most("graph_50k_paint_ms", quantile([one["painted"] for one in rounds], 0.5), "ms", GOAL_MS, beside)


def _once(chrome: webdriver.Chrome, address: str) -> dict[str, Any]:
    chrome.get("about:blank")
    time.sleep(0.5)
    chrome.get(f"{address}/acc?iteration={ITERATION}")
    return _found(chrome, MEASURE)


def _asked(url: str) -> None:
    """The iteration is read for the first time, which takes long on a busy machine."""
    with urllib.request.urlopen(url, timeout=600) as answer:
        answer.read()


def _found(chrome: webdriver.Chrome, script: str) -> dict[str, Any]:
    """What the script finds in the end; it is asked for rather than waited for, since that may take minutes."""
    chrome.execute_script(f"window.found = null; {script}")
    until = time.monotonic() + 300
    while time.monotonic() < until:
        found: dict[str, Any] | None = chrome.execute_script("return window.found")
        if found:
            return found
        time.sleep(0.25)
    raise TimeoutError("the map was not painted within five minutes")


def _patch(chrome: webdriver.Chrome, desk: Desk, number: int) -> None:
    """One import more breaks the rule."""
    names = chrome.execute_script("return mc.mapNow().map.ids.slice(0, 2).map((id) => id.split('/')[1])")
    begun = time.time()
    _taken(desk, [large_data.event(ITERATION, number, "acc.violation.detected", large_data.violation(*names))])
    found = _found(chrome, CHANGED)
    beside = {"event_to_pixel_ms": found["at"] - 1000 * begun, "load_per_core": load_per_core()}
    at_most("graph_50k_patch_bytes", found["bytes"], "bytes", 2_000.0, beside)


if __name__ == "__main__":
    main()
