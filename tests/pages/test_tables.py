"""Every table can be sorted, filtered and walked by keys, and makes only the rows in sight, however long it is."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.chrome import resize

pytestmark = pytest.mark.browser

PASS, DEBT = (f"Iter-Golden-{name}" for name in ("AllPass", "TechDebt"))
NAMES = "[...document.querySelectorAll('#twin-dde tbody tr')].map(r => r.cells[0].textContent.trim())"
LONG = """((n) => {
  const place = document.createElement('div');
  Object.assign(place, { id: 'long', className: 'matrixtwin' });
  document.getElementById('main').append(place);
  mc.grid(place, { title: 'Long', columns: ['Name', 'Number'], count: n, total: 0, face: () => ['idle', 'idle'],
    cells: (at) => ['row ' + at, String((at * 7919) % n)], id: (at) => 'Task/' + at });
  return 1; })(50000)"""
ROWS = "[...document.querySelectorAll('#twin-dde tbody tr')]"


@pytest.fixture
def table(page):
    page.open(f"/dde?iteration={PASS}&as=table").drawn("dde")
    page.until(f"{NAMES}.length > 40", 30)
    return page


def test_a_head_sorts_up_then_down_then_as_it_was(table):
    before = table.run(NAMES)
    said = []
    for _ in range(3):
        table.click("#twin-dde .sort")
        said.append((table.run("document.querySelector('#twin-dde th').ariaSort"), table.run(NAMES)))
    assert [order for order, _ in said] == ["ascending", "descending", "none"]
    assert said[0][1] == sorted(before, key=str.lower)
    assert said[1][1] == said[0][1][::-1]
    assert said[2][1] == before
    assert table.run("document.activeElement.className") == "sort"


def test_words_filter_rows_and_it_is_said_how_many_are_left(table):
    table.chrome.find_element("css selector", "#twin-dde .gridfind").send_keys("refund")
    table.until(
        f"{NAMES}.length < 40 && {ROWS}.every(row => /refund/i.test(row.textContent))",
        30,
    )
    assert table.text("#twin-dde .gridsum").endswith("of 50 rows")
    table.chrome.find_element("css selector", "#twin-dde .gridfind").send_keys("nothing like it")
    table.until("document.querySelector('#twin-dde').textContent.includes('50 are hidden')", 30)
    table.click("#twin-dde [data-do=all-rows]")
    table.until(f"{NAMES}.length === 50", 30)


def test_of_fifty_thousand_rows_those_in_sight_are_made_and_keys_reach_the_last(table):
    table.run(LONG)
    made = "document.querySelectorAll('#long tbody tr').length"
    assert 10 < table.run(made) < 120
    assert table.run("document.querySelector('#long table').ariaRowCount") == "50001"
    table.run("(document.querySelector('#long tbody tr[data-arg]').focus(), 1)")
    table.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert table.run("document.activeElement.dataset.arg") == "Task/2"
    table.press(Keys.END)
    table.until("document.activeElement.dataset.arg === 'Task/49999'", 30)
    assert table.run(made) < 120
    table.run("(document.querySelectorAll('#long .sort')[1].click(), 1)")
    table.run("(document.querySelector('#long .gridscroll').scrollTop = 0, 1)")
    table.until("document.querySelector('#long tbody tr[aria-rowindex=\"2\"]')?.cells[1].textContent === '0'", 30)
    table.press(Keys.HOME)
    assert table.complaints() == []


def test_the_matrix_has_a_table_with_a_row_for_every_cell(page):
    page.open(f"/acc?iteration={DEBT}").drawn("acc")
    page.until("!!mc.board.view", 30)
    page.click("[data-do=matrix-table]")
    page.until("document.querySelectorAll('#matrix-twin tbody tr[data-arg]').length > 5", 30)
    count = page.run("mc.matrixShown().cells.length")
    assert page.run("document.querySelector('#matrix-twin table').ariaRowCount") == str(count + 1)
    page.run("(document.querySelector('#matrix-twin tbody tr[data-arg]').focus(), 1)")
    page.press(Keys.ENTER)
    page.until("mc.state.selection?.startsWith('CodeModule/')", 30)
    page.click("[data-do=matrix-table]")
    page.until("document.getElementById('matrix-twin').hidden")


WIDE = """[...document.querySelectorAll('#twin-acc .gridscroll')].map(s => [s.scrollWidth, s.clientWidth])[0]"""


@pytest.mark.parametrize("table", ["table", "coupling", "violations", "cycles"])
def test_no_table_of_the_architecture_is_scrolled_sideways_on_a_small_screen(page, table):
    resize(page.chrome, 1280, 800)
    page.open(f"/acc?iteration={DEBT}&as={table}").until(
        "document.querySelectorAll('#twin-acc tbody tr').length > 0", 30
    )
    needs, has = page.run(WIDE)
    assert needs <= has


def test_who_walks_a_table_by_keys_is_told_what_is_cut(page):
    resize(page.chrome, 1280, 800)
    page.open(f"/acc?iteration={DEBT}&as=violations").until("!!document.querySelector('#twin-acc tr[data-do]')", 30)
    page.run("(document.querySelector('#twin-acc .gridfind').focus(), 1)")
    cut = "[...document.activeElement.cells || []].some(c => c.scrollWidth > c.clientWidth + 1)"
    for _ in range(30):
        page.press(Keys.TAB)
        if page.run("document.activeElement.matches('#twin-acc tr[data-do]')"):
            break
    assert page.run(cut)
    page.until("!tip.hidden && tip.textContent.length > 20", 30)
    page.press(Keys.TAB)
    page.until("tip.hidden", 30)
