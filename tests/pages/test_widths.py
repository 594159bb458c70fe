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
PHONE, NARROW, LARGE = (390, 844), (1280, 800), (2560, 1440)
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


@pytest.fixture(scope="module")
def seen(chrome, address):
    """What was wrong where, by promise, after one visit to every page on a narrow screen, which then becomes a phone,
    and one on a large screen."""
    page, faults = Page(chrome, address), {"narrow": [], "phone": [], "wide": []}
    page.open("/healthz").run("(localStorage.clear(), localStorage.setItem('mc-theme', 'light'))")
    for name, place in PAGES.items():
        for size, (width, height) in {"narrow": NARROW, "wide": LARGE}.items():
            resize(chrome, width, height)
            settle(page, *place)
            faults[size] += moves(page, name)
            if size == "narrow":
                resize(chrome, *PHONE)
                page.until(f"innerWidth === {PHONE[0]}", 30)
                faults["phone"] += cramped(page, name)
    return faults


def moves(page: Page, name: str) -> list[str]:
    """What has moved by itself since the page was opened, and whether the page is wider than the screen."""
    page.chrome.execute_script(WATCH)
    shifts = page.chrome.execute_async_script("setTimeout(() => arguments[0](moved), 400)")
    found = [f"{name}: moved: {shifts}"] if sum(value for value, _ in shifts) >= JUMP else []
    return found + too_wide(page, name)


def too_wide(page: Page, name: str) -> list[str]:
    wide = page.run("document.documentElement.scrollWidth")
    return [f"{name} is {wide} wide"] if page.run("document.documentElement.scrollWidth > innerWidth") else []


def cramped(page: Page, name: str) -> list[str]:
    beyond = [f"{name}: beyond the edge: {one}" for one in page.run(WIDER)]
    small = [f"{name}: too small to touch: {one}" for one in page.run(SMALL)]
    return too_wide(page, name) + beyond + small


def test_on_a_phone_nothing_is_wider_than_the_screen_and_what_is_touched_is_large_enough(seen):
    assert not seen["phone"], "\n".join(seen["phone"])


def test_on_a_phone_the_answer_comes_first_and_the_lenses_are_one_touch_away(page):
    resize(page.chrome, *PHONE)
    settle(page, *PAGES["verdict"])
    top = "document.querySelector('{}').getBoundingClientRect().top"
    assert page.run(f"{top.format('#verdict h1')} < {top.format('.streams')}")
    assert page.run("document.querySelector('#verdict h1').getBoundingClientRect().bottom < innerHeight / 2")
    page.click(".rail a[data-lens=dde]")
    page.until(CARD, 30)
    page.until("document.querySelectorAll('#twin-dde tbody tr').length > 9", 30)


@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_no_page_moves_under_the_reader(seen, size):
    assert not seen[size], "\n".join(seen[size])


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
