"""No page has a fault of accessibility that axe calls serious or critical, in light and in dark."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.js").read_text(encoding="utf-8")
DEBT, DRIFT = (f"Iter-Golden-{name}" for name in ("TechDebt", "VersionDrift"))
CARD = "!!document.querySelector('#conditions h1')"
PLACES = {
    "overview": ("/", "document.querySelectorAll('.orow').length >= 3", ""),
    "verdict": (f"/verdict?iteration={DRIFT}", "!!document.querySelector('#verdict h1')", ""),
    "a selection": (
        f"/verdict?iteration={DRIFT}&node=Task/BE.RefundService",
        "!!document.querySelector('#panel .dl')",
        "",
    ),
    "dde": (f"/dde?iteration={DRIFT}", CARD, ""),
    "a table": (f"/dde?iteration={DRIFT}&as=table", "document.querySelectorAll('#twin-dde tbody tr').length > 9", ""),
    "bdv": (f"/bdv?iteration={DRIFT}", CARD, ""),
    "acc": (f"/acc?iteration={DEBT}", CARD, ""),
    "the matrix as a table": (
        f"/acc?iteration={DEBT}",
        CARD,
        "document.querySelector('[data-do=matrix-table]').click()",
    ),
    "jobs": ("/jobs", "document.getElementById('jobs')?.textContent.length > 200", ""),
    "search": ("/search?q=refund", "document.querySelectorAll('.hits .hit').length > 9", ""),
    "palette": (f"/dde?iteration={DRIFT}", CARD, "mc.actions.palette()"),
    "iterations": (f"/dde?iteration={DRIFT}", CARD, "mc.actions.picker()"),
    "exports": (f"/dde?iteration={DRIFT}", CARD, "mc.actions.export('dde')"),
    "nothing yet": (
        "/bdv?iteration=Iter-Golden-AllPass&asOf=2020-01-01T00:00:00Z",
        "!!document.querySelector('.page')",
        "",
    ),
    "an unknown iteration": ("/verdict?iteration=nobody", "!!document.querySelector('.fault')", ""),
    "nowhere": ("/nowhere", "!!document.querySelector('.page-empty')", ""),
}
FOUND = """const [rules, done] = arguments;
const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
axe.run(document, { resultTypes: ["violations"], ...only }).then(r => done(r.violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 4).map(n => `${n.target} ${n.any[0]?.message || ""}`).join(" | ")}`)))"""


WHOLE = "!document.querySelector('.sk') || mc.picture?.fault || mc.state.asOf || mc.state.lens === 'lost'"
STILL = (
    "document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"
)


def settled(page, ready: str, act: str) -> None:
    """Drawn, with what comes later, and at rest."""
    page.until(ready, 30)
    page.until(f"!mc.waiting && ({WHOLE})", 30)
    if act:
        page.run(f"({act}, 1)")
    page.until(f"document.fonts.status === 'loaded' && {STILL}", 30)


@pytest.mark.parametrize(("theme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_serious(page, theme, rules):
    """The theme changes nothing but colours."""
    page.chrome.execute_script(f"localStorage.setItem('mc-theme', '{theme}')")
    faults = {}
    for name, (path, ready, act) in PLACES.items():
        page.open(path)
        settled(page, ready, act)
        page.chrome.execute_script(AXE)
        if found := page.chrome.execute_async_script(FOUND, rules):
            faults[name] = found
    assert not faults, "\n".join(f"{name}: {one}" for name, found in faults.items() for one in found)
