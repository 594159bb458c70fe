"""Pictures of every lens over data of every kind, light and dark, narrow and wide (``make sheet``).

Writes one picture each and a sheet per theme and width (an HTML page, and its picture) into the folder that is named,
by default ``build/sheet``. Real inputs come from the folder that ``MC_INPUTS`` names; without it only made-up data is
shown.
"""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Final

from app.cli.main import main as command
from app.desk import Desk
from app.domain.events import Event
from app.domain.payloads.common import IterationDeclared
from app.golden import GOLDEN
from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from bench import lens_data
from tests.pages.chrome import Page, found_or_skipped, opened, resize, served
from tests.workers.desks import desk_in
from workers.drain import drain

LENSES: Final = ("verdict", "dde", "bdv", "acc")
THEMES: Final = ("light", "dark")
SIZES: Final = ((1280, 800), (1920, 1080))
REAL: Final = {
    "usethis": "import-graphs/usethis-timeline",
    "airflow": "airflow/dag-runs",
    "cucumber": "cucumber-messages/compatibility-kit",
}
GOLDEN_ONE, EMPTY, LARGE = "Iter-Golden-VersionDrift", "empty", "large"
MANY: Final = 10_000
SETTLED: Final = (
    "window.mc && !!document.querySelector('.page') && !mc.waiting && (mc.mapNow?.() ? mc.mapNow().whole : true)"
)
OF_THE_MACHINE: Final = ("software WebGL", "GL Driver Message")
"""What a browser without a graphics card says of itself."""
REST_S: Final = 1.5
"""What moves comes to rest."""


def main(arguments: list[str]) -> int:
    """Write all of it; 1 when a page complained in the browser's console."""
    folder = Path(arguments[0] if arguments else "build/sheet")
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as data:
        os.environ["MC_DATA"] = data
        shown = [GOLDEN_ONE, *_real(), EMPTY, LARGE]
        desk = desk_in(Path(data))
        _take(desk, _made())
        with served(create_server(desk)) as address:
            complaints = list(_pictures(folder, address, shown))
        desk.close()
    print("\n".join([*complaints, f"{len(shown) * len(LENSES) * len(THEMES) * len(SIZES)} pictures in {folder}"]))
    return int(bool(complaints))


def _real() -> Iterator[str]:
    """The iterations that hold real inputs, once they are read."""
    inputs = os.environ.get("MC_INPUTS")
    for name, folder in REAL.items() if inputs else ():
        command(["ingest", str(Path(inputs or "") / folder), "--iteration", name, "--project", name])
        yield name


def _made() -> Iterator[Event]:
    yield from GOLDEN[GOLDEN_ONE].events("local")
    yield from lens_data.events(LARGE, MANY)
    declared = IterationDeclared(required_streams=["dde", "bdv", "acc"], title="Nothing has happened yet")
    yield Event(
        event_id="empty",
        timestamp=lens_data.START,
        tenant_id="local",
        iteration_id=EMPTY,
        event_type="dde.iteration.declared",
        payload=declared,
        project=EMPTY,
    )


def _take(desk: Desk, events: Iterable[Event]) -> None:
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


def _pictures(folder: Path, address: str, shown: list[str]) -> Iterator[str]:
    """Take all of them, a sheet after each theme and size. Yields what the console said."""
    chrome = opened(*found_or_skipped())
    page = Page(chrome, address)
    try:
        for theme in THEMES:
            page.open("/healthz").run(f"localStorage.setItem('mc-theme', '{theme}')")
            for width, height in SIZES:
                resize(chrome, width, height)
                for iteration in shown:
                    for lens in LENSES:
                        yield from _picture(page, iteration, lens, folder / _name(iteration, lens, theme, width))
                _sheet(page, folder, shown, theme, width)
    finally:
        chrome.quit()


def _name(iteration: str, lens: str, theme: str, width: int) -> str:
    return f"{iteration}-{lens}-{theme}-{width}.png"


def _picture(page: Page, iteration: str, lens: str, file: Path) -> Iterator[str]:
    page.open(f"/{lens}?iteration={iteration}").until(SETTLED, 60)
    time.sleep(REST_S)
    page.chrome.save_screenshot(str(file))
    for line in page.chrome.get_log("browser"):
        if line["level"] in ("SEVERE", "WARNING") and not any(said in line["message"] for said in OF_THE_MACHINE):
            yield f"{file.name}: {line['message']}"


def _sheet(page: Page, folder: Path, shown: list[str], theme: str, width: int) -> None:
    """One page with all pictures of a theme and a size, a row per iteration, and a picture of that page."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(_cell(_name(name, lens, theme, width)) for lens in LENSES)}</tr>"
        for name in shown
    )
    heads = "".join(f"<th>{lens}</th>" for lens in LENSES)
    file = folder / f"sheet-{theme}-{width}.html"
    file.write_text(f"{STYLE}<table><tr><th></th>{heads}</tr>{rows}</table>", encoding="utf-8")
    before = page.chrome.execute_script("return [innerWidth, innerHeight]")
    resize(page.chrome, 2000, 60 + len(shown) * 310)
    page.chrome.get(file.resolve().as_uri())
    page.chrome.save_screenshot(str(file.with_suffix(".png")))
    resize(page.chrome, *before)


def _cell(picture: str) -> str:
    return f'<td><a href="{picture}"><img src="{picture}" alt="{picture}"></a></td>'


STYLE: Final = (
    "<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>body{margin:8px;font:12px sans-serif;"
    "background:#888}img{width:470px;display:block}td,th{padding:2px;vertical-align:top}</style>"
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
