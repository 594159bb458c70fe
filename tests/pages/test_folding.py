"""Components close and open on a map and in the matrix as in a drawing; where one stands is in the address."""

from itertools import pairwise

import pytest
from msgspec import structs

from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.lenses.builders import event
from tests.lenses.structure_steps import graph, manifest
from tests.pages.chrome import Page, resize, served
from tests.workers.desks import desk_in
from workers.drain import drain

pytestmark = pytest.mark.browser

EACH = 140
PARTS = ("api", "service", "infra")
DEBT = "Iter-Golden-TechDebt"
WAIT = 30
READY = "mc.mapNow?.()?.whole > 0 && mc.mapNow().queue.length === 0 && mc.board?.view?.n > 0 && mc.board.painted > 0"
PLATES = "mc.mapNow().words.plates.map(([at]) => mc.mapNow().map.regions.label[at])"
PLACES = "(({ map }) => map.ids.flatMap((id, at) => (id.includes('service.') ? [`${map.x[at]} ${map.y[at]}`] : [])))"
OTHERS = "(({ map }) => map.ids.flatMap((id, at) => (id.includes('infra.') ? [map.x[at], map.y[at]] : [])))"


def imports():
    for one, other in pairwise(PARTS):
        yield from ((f"{one}.m{n}", f"{other}.m{n * 9 % EACH}") for n in range(EACH))


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    """A server of an architecture of many modules."""
    desk = desk_in(tmp_path_factory.mktemp("many"))
    steps = [manifest(*PARTS), graph(*imports())]
    told = [structs.replace(event(n, *step, "Many"), tenant_id="local") for n, step in enumerate(steps)]
    for _ in send(desk.log, encode, told):
        pass
    drain(desk)
    with served(create_server(desk)) as found:
        yield found
    desk.close()


@pytest.fixture
def many(chrome, page: Page, at):
    """Opens the map of it at an address, painted."""

    def opened(more: str = "") -> Page:
        there = Page(chrome, at).open(f"/acc?iteration=Many{more}")
        there.until(READY, WAIT)
        return there

    return opened


def test_a_closed_component_stays_one_plate_on_the_map_however_near_one_comes(many):
    page = many()
    standing = page.run(f"{OTHERS}(mc.mapNow())")
    page.click('[data-do="folds"]')
    page.click('.folds [data-arg="service"]')
    page.until("location.search.includes('folded=service') && mc.mapNow().map.closed.size === 1", WAIT)
    assert page.run(f"new Set({PLACES}(mc.mapNow())).size") == 1
    assert page.run(f"{OTHERS}(mc.mapNow())") == standing
    page.run("(mc.comeTo(mc.mapNow(), mc.nodeOf(mc.mapNow().map, 'CodeModule/service.m7')), true)")
    page.until(f"mc.mapNow().camera.zoom >= 0.8 && {PLATES}.includes('service')", WAIT)
    page.run("(mc.actions.fold('service'), true)")
    page.until(f"!location.search.includes('folded') && new Set({PLACES}(mc.mapNow())).size === {EACH}", WAIT)
    assert not page.complaints()


def test_who_gets_the_address_sees_the_same_closed_on_map_and_matrix(many):
    page = many("&folded=service,infra")
    assert page.run("mc.mapNow().map.closed.size") == 2
    page.until(
        f"mc.board.view.n === {EACH + 2} && document.querySelector('[data-do=folds] b').textContent === '2/3'", WAIT
    )
    sums = "mc.board.view.dsm.weights.reduce((sum, one) => sum + one, 0)"
    assert page.run(sums) == 2 * 2 * EACH
    cell = "mc.board.view.dsm.rows.findIndex((r, at) => mc.board.view.ids[r].endsWith('/service'))"
    assert page.run(f"mc.board.view.dsm.weights[{cell}]") == 2 * EACH
    page.run("(mc.go({ folded: null }), true)")
    page.until(f"mc.board.view.n === {3 * EACH}", WAIT)


def test_where_the_matrix_is_looked_at_is_in_the_address(page):
    seen = "mc.board?.view?.n > 0 && mc.board.painted > 0"
    page.open(f"/acc?iteration={DEBT}").until(seen, WAIT)
    canvas = "document.querySelector('#matrix canvas')"
    page.run(
        f"({canvas}.dispatchEvent(new WheelEvent('wheel', {{ deltaY: -400, ctrlKey: true, clientX: 700 }})), true)"
    )
    page.until("location.search.includes('cells=')", WAIT)
    address, size = page.run("location.pathname + location.search"), page.run("mc.board.size")
    page.open(address).until(f"{seen} && Math.abs(mc.board.size - {size}) < 0.01", WAIT)
    page.run("(mc.actions['fit-matrix'](), true)")
    page.until("!location.search.includes('cells=')", WAIT)


@pytest.mark.parametrize("width", [1280, 1440])
def test_names_of_conditions_are_read_whole_and_closing_a_component_moves_no_frame(chrome, page, width):
    resize(chrome, width, 900)
    page.open(f"/acc?iteration={DEBT}").until("mc.board?.painted > 0 && mc.drawn.acc?.marks.size > 0", WAIT)
    cut = "[...document.querySelectorAll('.conds .k .el')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.run(cut) == 0
    box = "JSON.stringify(document.querySelector('#stage-acc .canvas').getBoundingClientRect())"
    before = page.run(box)
    page.run("(mc.go({ folded: 'domain', filter: 'fail' }), true)")
    page.until("document.querySelector('[data-do=folds]').classList.contains('on')", WAIT)
    assert page.run(box) == before
