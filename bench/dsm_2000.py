"""A matrix of 2,000 modules and 10,000 imports in chromium: from its bytes to its pixels.

The clock begins when the bytes have come (``fetch_ms`` says how long that took, warm) and ends when the canvas has
been read back, so that everything is painted; reading the columns, putting them in order and every cell count. Beside
it: how long the cross-hair takes to follow the hand, and the bytes that travel.
"""

import tempfile
from pathlib import Path
from typing import Any, Final

from selenium import webdriver

from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from bench import large_data
from bench.browser import SOFTWARE, installed, load_per_core, opened, served
from bench.report import at_most, quantile, report, scaled
from workers.drain import drain

MODULES, IMPORTS = 2_000, 10_000
ROUNDS: Final = 15
GOAL_MS: Final = 200.0
ITERATION: Final = "Iter-Bench-Matrix"

MEASURE: Final = """
const done = arguments[arguments.length - 1];
(async () => {
  const query = new URLSearchParams({ iteration: mc.state.iteration, version: mc.picture.matrix });
  const begun = performance.now();
  const buffer = await (await fetch(`dsm?${query}`)).arrayBuffer();
  const came = performance.now();
  const [upper, lower] = document.querySelectorAll("#matrix canvas");
  const seen = (canvas) => canvas.getContext("2d").getImageData(0, 0, 1, 1);
  const dsm = mc.matrixFrom(buffer);
  mc.board.view = mc.arranged(dsm, "layers");
  mc.paintMatrix(lower, mc.board);
  mc.paintCross(upper, mc.board);
  seen(lower); seen(upper);
  const drawn = performance.now();
  mc.board.at = { r: 900, c: 1100 };
  mc.paintCross(upper, mc.board);
  seen(upper);
  done({ fetch_ms: came - begun, drawn_ms: drawn - came, cross_ms: performance.now() - drawn,
    rows: dsm.ids.length, cells: dsm.rows.length, bytes: buffer.byteLength, pixels: lower.width * lower.height });
})();
"""
SENT: Final = """return performance.getEntriesByType("resource").filter((one) => one.name.includes("/dsm?"))
  .map((one) => one.encodedBodySize)[0] || 0"""


def main() -> None:
    found = installed()
    if found is None:
        report("dsm_2000_ms", 0, "ms", f"<= {GOAL_MS:g}", None, {"needs": "chromium with chromedriver"})
        return
    with tempfile.TemporaryDirectory(prefix="mc-bench-") as folder:
        _fill(Path(folder))
        with served(Path(folder)) as address, opened(*found, *SOFTWARE) as chrome:
            _drawn(chrome, address)


def _fill(folder: Path) -> None:
    desk = open_desk(read_settings({"MC_DATA": str(folder)}), role="bench")
    for _ in send(desk.log, encode, large_data.structure(ITERATION, scaled(MODULES), scaled(IMPORTS))):
        pass
    drain(desk)
    desk.close()


def _drawn(chrome: webdriver.Chrome, address: str) -> None:
    chrome.set_script_timeout(120)
    chrome.get(f"{address}/acc?iteration={ITERATION}")
    _ready(chrome)
    wire = chrome.execute_script(SENT)
    rounds: list[dict[str, Any]] = [chrome.execute_async_script(MEASURE) for _ in range(ROUNDS)]
    middle = {name: quantile([one[name] for one in rounds], 0.5) for name in ("fetch_ms", "cross_ms")}
    drawn = [one["drawn_ms"] for one in rounds]
    beside: dict[str, float | str] = {
        **middle,
        "slowest_ms": max(drawn),
        "rows": rounds[0]["rows"],
        "cells": rounds[0]["cells"],
        "bytes": rounds[0]["bytes"],
        "wire_bytes": wire,
        "pixels": rounds[0]["pixels"],
        "load_per_core": load_per_core(),
    }
    at_most("dsm_2000_ms", quantile(drawn, 0.5), "ms", GOAL_MS, beside)


def _ready(chrome: webdriver.Chrome) -> None:
    """Until the page has painted its matrix; the server reads the iteration for the first time."""
    look = "window.mc?.board?.painted ? done(1) : setTimeout(look, 50)"
    chrome.execute_async_script(f"const done = arguments[0]; (function look() {{ {look}; }})()")


if __name__ == "__main__":
    main()
