"""No page has a fault of accessibility that axe calls serious or critical, in light and in dark."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pages.chrome import Page

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.js").read_text(encoding="utf-8")
DEBT, DRIFT = (f"Iter-Golden-{name}" for name in ("TechDebt", "VersionDrift"))
CARD = "!!document.querySelector('#conditions h1')"
SHEET = "#popover"


class Place(NamedTuple):
    """Where to look: an address, or none to stay on the page of the place before; what is done there; when it is
    drawn; and the part that is new there, for the rest was looked at before."""

    path: str
    ready: str
    act: str = ""
    part: str = "html"


def sheet(act: str, holds: str) -> Place:
    """What opens over the page of the place before."""
    return Place("", f"!!document.querySelector('{SHEET} {holds}')", act, SHEET)


PLACES = {
    "overview": Place("/", "document.querySelectorAll('.orow').length >= 3"),
    "the overview as a table": Place(
        "/?as=table", "document.querySelectorAll('#twin-overview tbody tr').length >= 3"
    ),
    "verdict": Place(f"/verdict?iteration={DRIFT}", "!!document.querySelector('#verdict h1')"),
    "the gate": sheet("mc.actions.gate()", "form"),
    "sharing": sheet("mc.actions.share()", "input"),
    "the review of links": sheet("mc.actions['judge-links']()", ".linklist li"),
    "what to compare with": sheet("mc.actions['compare-with']()", ".opt"),
    "two moments compared": Place(
        f"/verdict?iteration={DRIFT}&against=2026-11-11T13:20:00Z", "!!document.querySelector('#reasons .sides')"
    ),
    "a selection": Place(
        f"/verdict?iteration={DRIFT}&node=Task/BE.RefundService", "!!document.querySelector('#panel .dl')"
    ),
    "dde": Place(f"/dde?iteration={DRIFT}", CARD),
    "palette": sheet("mc.actions.palette()", ".opt"),
    "iterations": sheet("mc.actions.picker()", ".opt"),
    "exports": sheet("mc.actions.export('dde')", "button"),
    "keys": sheet("mc.actions.keys()", "kbd"),
    "a table": Place(
        f"/dde?iteration={DRIFT}&as=table", "document.querySelectorAll('#twin-dde tbody tr').length > 9"
    ),
    "lineage": Place(f"/dde?iteration={DRIFT}&as=lineage", "document.querySelectorAll('.lnr').length > 0"),
    "run times as a table": Place(
        f"/dde?iteration={DRIFT}&as=run-times", "document.querySelectorAll('#twin-dde tbody tr').length > 9"
    ),
    "bdv": Place(f"/bdv?iteration={DRIFT}", CARD),
    "a form in the details": Place(
        "",
        "(one => !!one && (one.open = true))(document.querySelector('#panel details.act'))",
        "mc.actions.pick(mc.picture.view.flakes[0].id)",
        "#panel",
    ),
    "traceability": Place(f"/bdv?iteration={DRIFT}&as=traceability", "document.querySelectorAll('.trr').length > 3"),
    "two iterations compared": Place(
        f"/bdv?iteration={DRIFT}&other={DEBT}", "!!document.querySelector('#panel .sides')"
    ),
    "acc": Place(f"/acc?iteration={DEBT}", CARD),
    "the matrix as a table": Place(
        "",
        "document.querySelectorAll('#matrix-twin tbody tr').length > 0",
        "document.querySelector('[data-do=matrix-table]').click()",
        ".matrixpanel",
    ),
    "the main sequence": Place(
        f"/acc?iteration={DEBT}&as=main-sequence", "document.querySelectorAll('.sequence .pt').length > 9"
    ),
    "jobs": Place("/jobs", "document.getElementById('jobs')?.textContent.length > 200"),
    "search": Place("/search?q=refund", "document.querySelectorAll('.hits .hit').length > 9"),
    "nothing yet": Place(
        "/bdv?iteration=Iter-Golden-AllPass&asOf=2020-01-01T00:00:00Z", "!!document.querySelector('.page')"
    ),
    "an unknown iteration": Place("/verdict?iteration=nobody", "!!document.querySelector('.fault')"),
    "nowhere": Place("/nowhere", "!!document.querySelector('.page-empty')"),
}
FOUND = """const [part, rules, done] = arguments;
const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
axe.run(document.querySelector(part), { resultTypes: ["violations"], ...only }).then(r => done(r.violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 4).map(n => `${n.target} ${n.any[0]?.message || ""}`).join(" | ")}`)))"""


WHOLE = "!document.querySelector('.sk') || mc.picture?.fault || mc.state.asOf || mc.state.lens === 'lost'"
STILL = (
    "document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"
)

AT_ONCE = """document.head.insertAdjacentHTML("beforeend",
  "<style>*, ::before, ::after { transition: none !important; animation: none !important }</style>")"""


def settle(page: Page, place: Place) -> None:
    """Go there and wait until all is drawn, with what comes later, and at rest."""
    if place.path:
        page.open(place.path)
    if place.act:
        page.run(f"({place.act}, 1)")
    page.until(place.ready, 30)
    page.until(f"!mc.waiting && ({WHOLE})", 30)
    page.until(f"document.fonts.status === 'loaded' && {STILL}", 30)
    if place.path:
        page.chrome.execute_script(AXE)
        page.chrome.execute_script(AT_ONCE)


def worn(page: Page, theme: str) -> None:
    """Change the colours in place, at once: a theme changes nothing else."""
    page.run(f"document.documentElement.dataset.bsTheme === '{theme}' || (mc.actions.theme(), 1)")
    page.until(STILL, 30)


def faults_of(page: Page, place: Place, themes: Sequence[str]) -> Iterator[str]:
    """All rules hold in the first theme; words stand out in the second one too."""
    for theme, rules in zip(themes, ([], ["color-contrast"]), strict=True):
        worn(page, theme)
        found = page.chrome.execute_async_script(FOUND, place.part, rules)
        yield from (f"in {theme}: {one}" for one in found)


def test_axe_finds_nothing_serious_and_no_faint_words_in_light_and_in_dark(page):
    """The themes take turns in being first, so that each place is dressed anew but once."""
    faults, themes = [], ["light", "dark"]
    for name, place in PLACES.items():
        settle(page, place)
        faults += [f"{name} {one}" for one in faults_of(page, place, themes)]
        themes.reverse()
    assert not faults, "\n".join(faults)
