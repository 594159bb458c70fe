"""One click lights up a whole spine in every panel, in the browser alone; it lasts, and Escape ends it."""

import pytest
from selenium.webdriver.common.keys import Keys

from app.domain.graph import Scope
from app.domain.moments import NOW
from app.use_cases.spine import spine, ways

pytestmark = pytest.mark.browser

PASS, DEBT, DRIFT = (f"Iter-Golden-{name}" for name in ("AllPass", "TechDebt", "VersionDrift"))
LIT = "[...document.querySelectorAll('tr.mem, tr.sel')].map(row => row.dataset.arg)"


@pytest.mark.parametrize("iteration", [PASS, DRIFT])
def test_the_browser_walks_every_spine_as_the_server_does(page, writer, iteration):
    page.open(f"/verdict?iteration={iteration}").until("mc.waysVersion?.() && !mc.waiting", 30)
    kinds = {uid.split("/")[0]: uid for uid in ways(writer.graph, Scope("local", iteration), NOW).uids}
    assert {"Requirement", "Scenario", "Task", "InterfaceContract", "CodeModule"} <= set(kinds)
    for uid in kinds.values():
        told = spine(writer.graph, Scope("local", iteration), uid, NOW)
        assert page.run(f"[...mc.through({uid!r})].sort()") == list(told.members), uid


def test_a_click_lights_graph_matrix_and_table_without_a_question(page):
    page.open(f"/acc?iteration={DEBT}&as=table").drawn("acc")
    page.until("mc.waysVersion() !== '' && document.querySelectorAll('#twin-acc tbody tr').length > 9", 30)
    page.until("!!mc.matrixWire.dsm", 30)
    page.run("(window.asks = window.fetch, window.fetch = () => { throw new Error('asked'); }, 1)")
    uid = page.run("mc.matrixWire.dsm.ids.find(id => mc.through(id).size > 3)")
    page.run(f"(mc.actions.pick({uid!r}), 1)")
    assert page.run("[...mc.members].length") > 3
    assert page.run(f"{LIT}.includes({uid!r})")
    assert page.run("mc.drawn.acc.cy.$('.member, .picked').length") > 0
    page.run("(window.fetch = window.asks, mc.go({ as: null }), mc.see(true), 1)")
    page.until("mc.board.painted > 0 && document.querySelector('#matrix canvas').width > 100", 30)
    lit = page.run("document.querySelector('#matrix canvas').toDataURL()")
    page.run("(mc.actions.close(), 1)")
    page.until(f"document.querySelector('#matrix canvas').toDataURL() !== {lit!r}", 30)


def test_it_lasts_over_pages_and_moments_lies_in_the_address_and_escape_ends_it(page):
    page.open(f"/dde?iteration={DRIFT}").drawn("dde")
    page.until("mc.waysVersion() !== '' && mc.timeline?.moments.length > 3", 30)
    page.run("(mc.actions.pick('Task/BE.RefundService'), 1)")
    whole = page.run("mc.members.size")
    assert whole > 3
    assert "node=Task/BE.RefundService" in page.chrome.current_url
    for path, lens in (("/bdv", "bdv"), ("/verdict", "convergence"), ("/acc", "acc")):
        page.run(f"(mc.page({path!r}), 1)")
        page.drawn(lens)
        page.until(f"mc.members.size === {whole} && mc.state.selection === 'Task/BE.RefundService'", 30)
    page.until("mc.drawn.acc.cy.$('.member').length > 0", 30)
    page.run("(mc.lookAt(mc.timeline.moments.at(-2)), 1)")
    page.until("mc.picture.moment?.asOf === mc.timeline.moments.at(-2) && !mc.waiting && mc.members.size > 3", 30)
    assert page.run("mc.state.selection") == "Task/BE.RefundService"
    page.open(page.chrome.current_url.removeprefix(page.address)).drawn("acc")
    page.until("mc.members.size > 3 && mc.drawn.acc.cy.$('.member').length > 0", 30)
    page.press(Keys.ESCAPE)
    page.until(
        "mc.state.selection === null && mc.members.size === 0 && !mc.drawn.acc.cy.$('.member, .picked').length"
    )
    assert "node=" not in page.chrome.current_url
    assert page.complaints() == []


@pytest.mark.parametrize(("words", "kind", "found"), [("AllPass", "iteration", PASS), ("imports", "finding", None)])
def test_the_palette_finds_findings_and_iterations_and_tells_a_screen_reader_which(page, words, kind, found):
    page.open(f"/acc?iteration={DEBT}").drawn("acc")
    page.run("(mc.actions.palette(), 1)")
    page.until("!!mc.rows?.rows.length", 30)
    words = words if found else page.run("mc.picture.view.findings.find(f => f.evidence.some(e => e.node)).title")
    page.press(words)
    chosen = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
    options = "[...document.querySelectorAll('#palette-list [role=option]')]"
    page.until(f"{options}.some(o => o.textContent.trim().endsWith({kind!r}))", 30)
    for _ in range(int(page.run(f"{options}.findIndex(o => o.textContent.trim().endsWith({kind!r}))"))):
        page.press(Keys.ARROW_DOWN)
    page.until(f"{chosen}?.ariaSelected === 'true' && {chosen}.textContent.trim().endsWith({kind!r})", 30)
    page.press(Keys.ENTER)
    page.until(f"mc.state.iteration === {found!r}" if found else "mc.state.selection !== null", 30)
