"""People decide on the page: what would open the gate, an override by two, and a link that is rejected."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.desk import Desk
from app.main import create_server
from app.use_cases.post import send_all
from app.wire.avro import encode
from tests.builders import event
from tests.pages.chrome import Page, served
from tests.workers.desks import desk_in
from workers.drain import drain

HERE = {"tenant": "local", "iteration": "shop"}
EVENTS = [
    event("dde.requirement.created", 1, requirement_id="R1", name="refund late payment", **HERE),
    event("dde.task.created", 2, task_id="BE.A", name="refund a late payment", **HERE),
    event("dde.task.failed", 3, task_id="BE.A", **HERE),
]
SLIDE = """((value) => {
    const slider = document.querySelector('#surest');
    slider.value = value;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
})(arguments[0])"""
ASK, ANSWER = "form[data-form=override]", "form[data-form=override-answer]"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with_admin = replace(desk_in(tmp_path_factory.mktemp("gate")), admins=("Ada",))
    send_all(with_admin.log, encode, EVENTS)
    drain(with_admin)
    yield with_admin
    with_admin.close()


@pytest.fixture(scope="module")
def shop(desk: Desk) -> Iterator[str]:
    with served(create_server(desk)) as found:
        yield found


@pytest.fixture
def here(chrome, page: Page, shop: str) -> Page:
    return Page(chrome, shop).open("/verdict?iteration=shop")


def write(page: Page, form: str, **fields: str) -> None:
    for name, value in fields.items():
        page.run(f"document.querySelector({form!r}).elements[{name!r}].value = arguments[0]", value)


def test_the_gate_says_what_would_open_it_and_leads_there(here: Page) -> None:
    here.until("!!mc.picture?.verdict", 30)
    here.click("[data-do=gate]")
    here.until("document.querySelectorAll('.gatetold [data-do=gate-show]').length > 0", 30)
    here.run("document.querySelector('.gatetold [data-do=gate-show]').click()")
    here.until("mc.state.selection === 'Task/BE.A' && location.pathname === '/dde'", 30)


def test_two_people_open_the_gate_on_the_page_and_no_stream_turns_green(here: Page, desk: Desk) -> None:
    here.until("!!mc.picture?.verdict", 30)
    states = here.run("JSON.stringify(mc.picture.verdict.streams.map((s) => s.state))")
    here.click("[data-do=gate]")
    write(here, ASK, by="Eve", reason="the fix cannot wait")
    here.click(f"{ASK} [value=approve]")
    here.until("document.querySelector('.toast')?.textContent.includes('asked for')", 30)
    drain(desk)
    here.until(f"!!document.querySelector('{ANSWER}')", 30)
    write(here, ANSWER, by="eve")
    here.run(f"document.querySelector('{ANSWER} [value=approve]').click()")
    here.until(f"document.querySelector('{ANSWER} .says')?.textContent.includes('another person')", 30)
    write(here, ANSWER, by="Ada")
    here.run(f"document.querySelector('{ANSWER} [value=approve]').click()")
    here.until("document.querySelector('.toasts').textContent.includes('Taken in')", 30)
    drain(desk)
    here.until("document.querySelector('.verdict h1').textContent === 'May ship (override)'", 30)
    assert here.run("JSON.stringify(mc.picture.verdict.streams.map((s) => s.state))") == states
    gate = here.text(".gate")
    assert "override" in gate and "Eve" in gate and "Ada" in gate and "until" in gate


def test_a_link_is_found_by_its_confidence_and_rejected_with_a_name_and_a_reason(here: Page, desk: Desk) -> None:
    here.until("!!mc.picture?.verdict", 30)
    here.click("[data-do=judge-links]")
    here.until("document.querySelectorAll('.linklist form').length === 1", 30)
    here.run(SLIDE, "0.5")
    here.until("document.querySelector('.linklist').textContent.includes('No link is as unsure')", 30)
    here.run(SLIDE, "0.8")
    here.until("document.querySelectorAll('.linklist form').length === 1", 30)
    write(here, "form[data-form=link]", by="Ada", reason="another refund")
    here.run("document.querySelector('form[data-form=link] [value=rejected]').click()")
    here.until("document.querySelector('.toasts').textContent.includes('Link rejected')", 30)
    drain(desk)
    here.click("[data-do=shut]")
    here.click("[data-do=judge-links]")
    here.until("document.querySelector('.linklist').textContent.includes('0 of 0')", 30)
