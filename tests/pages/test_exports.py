"""What is shown leaves as a file that others can read: as many nodes and edges, the title, and both clocks."""

import csv
import io
import json
import re
import time
import xml.etree.ElementTree as Tree
import zlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

DEBT, DRIFT = (f"Iter-Golden-{name}" for name in ("TechDebt", "VersionDrift"))
SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
FORMATS = ("csv", "json", "graphml", "svg", "png", "pdf")


def saved(page, folder: Path, kind: str) -> dict[str, bytes]:
    """Every format of a drawing, through the menu, as the browser wrote it to the disk."""
    page.chrome.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    for form in FORMATS:
        page.click(f'[data-do="export"][data-arg="{kind}"]')
        page.until("document.activeElement.closest('.popover.exports')")
        page.click(f'[data-do="save-as"][data-arg="{form}"]')
        found = _arrived(folder, form)
    assert found
    return {file.suffix[1:]: file.read_bytes() for file in folder.iterdir()}


def _arrived(folder: Path, form: str) -> bool:
    until = time.monotonic() + 30
    while not list(folder.glob(f"*.{form}")):
        assert time.monotonic() < until, f"no {form} after half a minute"
        time.sleep(0.05)
    return True


def size_and_colours(png: bytes) -> tuple[int, int, int]:
    """Width, height, and how many different bytes its first channel rows hold."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, body = 8, b""
    while at < len(png):
        length, name = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + length]
        assert zlib.crc32(name + data) == int.from_bytes(png[at + 8 + length : at + 12 + length])
        if name == b"IHDR":
            width, height = int.from_bytes(data[:4]), int.from_bytes(data[4:8])
        body += data if name == b"IDAT" else b""
        at += 12 + length
    return width, height, len(set(zlib.decompress(body)))


def words_of(pdf: bytes) -> str:
    """The words that a PDF shows, in the order in which they are painted."""
    text = ""
    for body in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            text += zlib.decompress(body).decode("latin-1")
        except zlib.error:
            text += body.decode("latin-1")
    return "\n".join(re.findall(r"\(((?:[^()\\]|\\.)*)\) ?Tj", text))


def data_holds(files: dict[str, bytes], nodes: int, edges: int) -> None:
    told = json.loads(files["json"])
    assert (len(told["nodes"]), len(told["edges"])) == (nodes, edges)
    assert told["as_of"].endswith("Z") and told["known_at"] == "latest"
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [sum(r["element"] == one for r in rows) for one in ("node", "edge")] == [nodes, edges]
    assert {(r["title"], r["iteration"], r["known_at"]) for r in rows} == {
        (told["title"], told["iteration"], "latest")
    }
    graph = Tree.fromstring(files["graphml"]).find(f"{GRAPHML}graph")
    assert [len(graph.findall(f"{GRAPHML}{one}")) for one in ("node", "edge")] == [nodes, edges]
    assert {d.get("key") for d in graph.findall(f"{GRAPHML}data")} == {"title", "iteration", "as_of", "known_at"}


def pictures_hold(files: dict[str, bytes], told: dict[str, str], drawn: dict[str, int], nodes: int) -> None:
    picture = Tree.fromstring(files["svg"])
    shapes = [one.get("class") for one in picture.iter() if one.get("class")]
    assert {one: shapes.count(one) for one in drawn} == drawn
    assert picture.find(f"{SVG}title").text == f"{told['title']}, {told['iteration']}"
    width, height, colours = size_and_colours(files["png"])
    assert width >= float(picture.get("width")) and height >= float(picture.get("height")) and colours > 10
    words = words_of(files["pdf"])
    assert files["pdf"].startswith(b"%PDF-") and b"%%EOF" in files["pdf"][-16:]
    assert files["pdf"].count(b"/Type /Page\n") == 1
    assert f"{told['title']}, {told['iteration']}" in words and "known at latest" in words
    assert len(words.splitlines()) >= nodes


@pytest.mark.parametrize(("lens", "kind", "iteration"), [("dde", "dde", DRIFT), ("acc", "matrix", DEBT)])
def test_each_format_holds_what_is_shown(page, tmp_path, lens, kind, iteration):
    page.open(f"/{lens}?iteration={iteration}").drawn(lens)
    page.until("mc.state.lens !== 'acc' || !!mc.board.view", 30)
    files = saved(page, tmp_path, kind)
    if kind == "matrix":
        nodes, edges = page.run("[mc.matrixShown().ids.length, mc.matrixShown().cells.length]")
    else:
        nodes, edges = page.run(
            f"[mc.drawn.{kind}.cy.nodes('[kind!=\"band\"]').length, mc.drawn.{kind}.cy.edges().length]"
        )
    told = json.loads(files["json"])
    assert told["iteration"] == iteration
    data_holds(files, nodes, edges)
    blocks = page.run("mc.board.view?.blocks.length")
    joined = {"node": nodes, "glyph": nodes, "edge": edges}
    drawn = {"block": blocks, "cell": edges} if kind == "matrix" else joined
    pictures_hold(files, told, drawn, nodes)
    assert page.complaints() == []


def test_a_table_that_is_shown_is_exported_as_sorted_and_filtered(page, tmp_path):
    page.open(f"/dde?iteration={DRIFT}&as=table").drawn("dde")
    page.until("document.querySelectorAll('#twin-dde tbody tr').length > 9", 30)
    page.run(
        "(document.querySelector('#twin-dde .sort').click(), document.querySelector('#twin-dde .sort').click(), 1)"
    )
    page.chrome.find_element("css selector", "#twin-dde .gridfind").send_keys("BE.")
    page.until("document.querySelector('.gridsum').textContent.includes(' of ')")
    seen = page.run("[...document.querySelectorAll('#twin-dde tbody tr')].map(r => r.cells[0].textContent.trim())")
    page.chrome.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.click('[data-do="export"][data-arg="dde"]')
    page.click('[data-do="save-as"][data-arg="csv"]')
    _arrived(tmp_path, "csv")
    rows = list(csv.reader(io.StringIO(next(tmp_path.iterdir()).read_text("utf-8-sig"))))[1:]
    assert [row[1] for row in rows] == seen
    assert seen == sorted(seen, key=str.lower, reverse=True) and len(seen) > 3
