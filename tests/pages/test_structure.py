"""The architecture in a browser: matrix, import, tables; each in the address."""

import pytest
from selenium.webdriver.common.keys import Keys

DEBT = "Iter-Golden-TechDebt"
RULES, MODEL = (f"CodeModule/payments.domain.ledger.{end}" for end in ("rules", "model"))
PAIR = f"/acc?iteration={DEBT}&node={RULES}&to={MODEL}"
WAIT = 30


@pytest.fixture
def acc(page):
    """Opens an address of the architecture and waits for its matrix."""

    def opened(path):
        page.open(path).until("mc.board?.view?.n > 0 && mc.board.painted > 0 && mc.drawn.acc?.marks.size > 0", WAIT)
        return page

    return opened


def test_rows_can_stand_so_that_cycles_are_blocks_on_the_diagonal(acc):
    page = acc(f"/acc?iteration={DEBT}")
    page.click('#matrix-head ~ .seg [data-value="circles"]')
    page.until("mc.board.view.by === 'circles' && location.search.includes('arranged=circles')", WAIT)
    assert page.run("mc.board.view.loops.map(({ start, end }) => end - start)") == [2, 2]
    below = page.run("[...mc.board.view.r.keys()].filter((at) => mc.board.view.r[at] > mc.board.view.c[at]).length")
    assert below == 2
    page.until("document.querySelector('#matrix canvas').getAttribute('aria-label').includes('2 cycles')", WAIT)
    assert not page.complaints()


def test_a_cell_leads_to_its_import_and_that_line_stands_out_in_the_graph(acc):
    page = acc(PAIR)
    page.until("!document.querySelector('#matrix-pair').hidden", WAIT)
    assert "1 import, line 21, breaks R3" in page.text("#matrix-pair")
    page.until("mc.drawn.acc.cy.edges('.pair').length === 1", WAIT)
    page.click('#matrix-pair [data-do="pair"]')
    page.until(f"mc.state.to === '{RULES}' && mc.state.selection === '{MODEL}'", WAIT)
    page.press(Keys.ESCAPE)
    page.until("document.querySelector('#matrix-pair').hidden && !mc.state.to", WAIT)


def test_a_line_of_the_graph_leads_to_its_cell(acc):
    page = acc(f"/acc?iteration={DEBT}")
    page.run(f"(mc.drawn.acc.cy.getElementById('DEPENDS_ON|{RULES}|{MODEL}').emit('tap'), true)")
    page.until(f"mc.state.to === '{MODEL}' && location.search.includes('to=')", WAIT)


def test_keys_leap_from_import_to_import(acc):
    page = acc(f"/acc?iteration={DEBT}")
    page.run("(document.querySelector('#matrix canvas').focus(), mc.board.at = { r: 0, c: 0 }, true)")
    page.press_with_shift(Keys.ARROW_RIGHT)
    page.until("mc.board.view.cellAt(mc.board.at.r, mc.board.at.c) >= 0", WAIT)
    page.press(Keys.ENTER)
    page.until("mc.state.to === mc.board.view.ids[mc.board.at.c]", WAIT)


def test_tables_that_find_no_room_are_chosen_from_a_menu(acc):
    page = acc(f"/acc?iteration={DEBT}")
    page.click('#tabs-acc select[data-more] option[value="violations"]')
    page.until("document.querySelectorAll('#twin-acc tbody tr').length === 6", WAIT)
    assert page.run("location.search").endswith("as=violations")
    page.until("document.querySelector('#twin-acc').textContent.includes('domain/ledger/rules.py:21')", WAIT)


def test_components_open_and_close_in_place_and_the_address_says_so(acc):
    page = acc(f"/acc?iteration={DEBT}")
    standing = page.run("mc.drawn.acc.cy.getElementById('CodeModule/payments.infra.db').position()")
    page.click('[data-do="folds"]')
    page.click('.folds [data-arg="domain"]')
    page.until("location.search.includes('folded=domain') && mc.drawn.acc.marks.size < 70", WAIT)
    assert not page.run(f"mc.drawn.acc.marks.has('{RULES}')")
    assert page.run("mc.drawn.acc.marks.get('ArchitectureComponent/domain').sub") == "20 modules"
    assert page.run("mc.drawn.acc.cy.getElementById('CodeModule/payments.infra.db').position()") == standing
    kind = "mc.drawn.acc.lines.get('DEPENDS_ON|CodeModule/payments.infra.mail|ArchitectureComponent/domain').kind"
    assert page.run(kind) == "violation"
    page.click('.folds [data-arg="domain"]')
    page.until(f"!location.search.includes('folded') && mc.drawn.acc.marks.has('{RULES}')", WAIT)


def test_a_component_opens_among_the_others_by_a_double_click(acc):
    page = acc(f"/acc?iteration={DEBT}&level=component")
    page.until("mc.drawn.acc.view.lens === 'acc-components'", WAIT)
    page.run("(mc.drawn.acc.cy.getElementById('ArchitectureComponent/domain').emit('dbltap'), true)")
    page.until(f"mc.drawn.acc.marks.has('{RULES}') && mc.drawn.acc.cy.$('.folded').length === 3", WAIT)


def test_the_main_sequence_has_every_module_that_is_joined_to_another(acc):
    page = acc(f"/acc?iteration={DEBT}")
    page.open(f"/acc?iteration={DEBT}&as=main-sequence")
    page.until("document.querySelectorAll('.sequence circle').length > 5", WAIT)
    joined = page.run(
        "[...mc.matrixWire.dsm.ca.keys()].filter((at) => mc.matrixWire.dsm.ca[at] + mc.matrixWire.dsm.ce[at]).length"
    )
    assert f"{joined} modules, mean distance" in page.text(".sequence p")
    page.run("(document.querySelector('.sequence circle').focus(), true)")
    page.press(Keys.ENTER)
    page.until(
        "mc.state.selection?.startsWith('CodeModule/') && document.querySelector('.sequence circle.sel')", WAIT
    )
    assert not page.complaints()
