"""Every page finds room on a phone and on a large screen, can be touched, and does not move under the reader."""

import pytest

from tests.pages.chrome import Page, resize

pytestmark = pytest.mark.browser

DEBT, DRIFT = (f"Iter-Golden-{name}" for name in ("TechDebt", "VersionDrift"))
CARD = "!!document.querySelector('#conditions h1')"
PAGES = {
    "overview": ("/", "document.querySelectorAll('.orow').length >= 3"),
    "verdict": (f"/verdict?iteration={DRIFT}", "!!document.querySelector('#verdict h1')"),
    "dde": (f"/dde?iteration={DRIFT}", CARD),
    "bdv": (f"/bdv?iteration={DRIFT}", CARD),
    "acc": (f"/acc?iteration={DEBT}", CARD),
    "search": ("/search?q=refund", "document.querySelectorAll('.hits .hit').length > 9"),
    "jobs": ("/jobs", "document.getElementById('jobs')?.textContent.length > 200"),
    "nowhere": ("/nowhere", "!!document.querySelector('.page-empty')"),
}
PHONE, LARGE = (390, 844), (2560, 1440)
JUMP = 0.02
"""The most that a page may move by itself, as Cumulative Layout Shift (a good page: under 0.1)."""
WATCH = """window.moved = [];
new PerformanceObserver((list) => moved.push(...list.getEntries().filter((e) => !e.hadRecentInput).map((e) => [
  e.value, e.sources.map((s) => s.node?.id || s.node?.className || s.node?.nodeName).join(" ")])))
  .observe({ type: "layout-shift", buffered: true });"""
SMALL = """(() => [...document.querySelectorAll("button, summary, input:not([type=range]), select, [role=button]")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".sr"))
  .map((e) => [e, (e.matches("input[type=checkbox]") && e.closest("label") || e).getBoundingClientRect()])
  .filter(([, box]) => box.width > 2 && (box.width < 24 || box.height < 24))
  .map(([e, box]) => `${e.id || e.className} ${e.textContent.slice(0, 20)} ${box.width}x${box.height}`))()"""
WIDER = """(() => {
  const cut = (e) => { for (let up = e.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible"
      && up.getBoundingClientRect().right <= innerWidth + 1) return true;
    return false; };
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && !cut(e))
    .map((e) => e.id || e.className || e.nodeName).slice(0, 5);
})()"""


def settle(page: Page, path: str, ready: str) -> None:
    page.open(path).until(ready, 30)
    page.until("!mc.waiting && document.fonts.status === 'loaded'", 30)


def test_on_a_phone_nothing_is_wider_than_the_screen_and_what_is_touched_is_large_enough(page):
    resize(page.chrome, *PHONE)
    faults = []
    for name, (path, ready) in PAGES.items():
        settle(page, path, ready)
        if page.run("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name} is {page.run('document.documentElement.scrollWidth')} wide")
        faults += [f"{name}: beyond the edge: {one}" for one in page.run(WIDER)]
        faults += [f"{name}: too small to touch: {one}" for one in page.run(SMALL)]
    assert not faults, "\n".join(faults)


def test_on_a_phone_the_answer_comes_first_and_the_lenses_are_one_touch_away(page):
    resize(page.chrome, *PHONE)
    settle(page, *PAGES["verdict"])
    top = "document.querySelector('{}').getBoundingClientRect().top"
    assert page.run(f"{top.format('#verdict h1')} < {top.format('.streams')}")
    assert page.run("document.querySelector('#verdict h1').getBoundingClientRect().bottom < innerHeight / 2")
    page.click(".rail a[data-lens=dde]")
    page.until(CARD, 30)
    page.until("document.querySelectorAll('#twin-dde tbody tr').length > 9", 30)


@pytest.mark.parametrize("size", [(1280, 800), LARGE], ids=["narrow", "wide"])
def test_no_page_moves_under_the_reader(page, size):
    resize(page.chrome, *size)
    moved = {}
    for name, (path, ready) in PAGES.items():
        settle(page, path, ready)
        page.chrome.execute_script(WATCH)
        shifts = page.chrome.execute_async_script("setTimeout(() => arguments[0](moved), 400)")
        if sum(value for value, _ in shifts) >= JUMP:
            moved[name] = shifts
        assert page.run("document.documentElement.scrollWidth <= innerWidth"), name
    assert not moved


def test_who_wants_no_motion_sees_none(page):
    page.chrome.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    )
    try:
        settle(page, *PAGES["dde"])
        assert page.run("mc.still")
        page.run("(mc.actions.palette(), 1)")
        page.until("!document.querySelector('#popover').hidden", 30)
        lasts = "Number(a.effect.getTiming().duration) > 0"
        assert page.run(f"document.getAnimations().filter(a => {lasts}).map(a => a.animationName)") == []
    finally:
        page.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_the_system_chooses_the_theme_of_who_chose_none(page):
    page.chrome.execute_script("localStorage.removeItem('mc-theme')")
    try:
        for theme in ("dark", "light"):
            wanted = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
            page.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)
            settle(page, *PAGES["nowhere"])
            assert page.run("document.documentElement.dataset.bsTheme") == theme
    finally:
        page.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
