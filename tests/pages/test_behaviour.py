"""What people see and do on the page of behaviour, in a real browser."""

import base64
import hashlib

import msgspec
import pytest
from selenium.webdriver.common.keys import Keys

from app.domain.payloads.bdv import ScenarioSpec, StepResult
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from workers.drain import drain

pytestmark = pytest.mark.browser

DRIFT = "Iter-Golden-VersionDrift"
LONG = 30
HERE = {"tenant": "local", "iteration": "behaviour"}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DIGEST = hashlib.sha256(PNG).hexdigest()
PICTURE = {
    "media_type": "image/png",
    "name": "screen.png",
    "size": len(PNG),
    "sha256": DIGEST,
    "file": f"attachments/{DIGEST[:2]}/{DIGEST}",
}
STEPS = [
    {"keyword": "Given", "text": "a basket", "status": "PASSED", "table": [["item", "price"], ["tea", "3"]]},
    {"keyword": "When", "text": "it is paid", "status": "PASSED", "doc_string": "<b>not markup</b>"},
    {"keyword": "Then", "text": "it is seen", "status": "FAILED", "message": "boom", "attachments": [PICTURE]},
]


def told():
    """A feature with a scenario that failed twice."""
    spec = {"scenario_id": "S.pay", "name": "Pays for a basket", "tags": ["@req:R-1"]}
    name = "A feature whose name is far too long for one line of its box"
    found = {"feature_id": "F.pay", "feature_path": "pay.feature", "name": name}
    yield event("bdv.feature.discovered", 1, scenarios=[msgspec.convert(spec, ScenarioSpec)], **found, **HERE)
    for at in (2, 3):
        yield event(
            "bdv.scenario.failed",
            at,
            event_id=f"failed-{at}",
            scenario_id="S.pay",
            run_id=f"r{at}",
            status="FAILED",
            error_message=f"boom {at}",
            steps=[msgspec.convert(step, StepResult) for step in STEPS],
            **HERE,
        )


@pytest.fixture(scope="module", autouse=True)
def _shop(writer, folder):
    """What was told; the picture is kept beside everything else."""
    place = folder / PICTURE["file"]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(PNG)
    for _ in send(writer.log, encode, told()):
        pass
    drain(writer)


def opened(page, query=""):
    page.open(f"/bdv?iteration=behaviour{query}")
    page.until("!!mc.picture?.view", LONG)
    return page


def test_each_attempt_opens_to_its_steps_with_table_text_and_picture(page):
    opened(page, "&node=Scenario/S.pay").until("document.querySelectorAll('#panel .try').length === 2", LONG)
    assert page.run("document.querySelectorAll('#panel .try[open]').length") == 1
    page.until("document.querySelector('#panel .try img')?.naturalWidth === 1", LONG)
    told = page.text("#panel .try[open]")
    assert "tea" in told
    assert "<b>not markup</b>" in told
    page.run("document.querySelectorAll('#panel .try summary')[1].click()")
    page.until("document.querySelectorAll('#panel .try[open]').length === 2", LONG)
    assert "boom 2" in page.text("#panel .tries")
    assert page.complaints() == []


def test_a_scenario_is_quarantined_from_its_panel(page, writer):
    opened(page, "&node=Scenario/S.pay").click("#panel .act summary")
    for name, text in (("by", "Ada"), ("reason", "the sandbox drops calls"), ("owner", "m.keller")):
        page.run(f"document.querySelector('#panel form [name={name}]').value = {text!r}")
    page.click("#panel form button.pri")
    page.until("document.querySelector('.toast')?.textContent.includes('Quarantined')", LONG)
    drain(writer)
    page.open("/bdv?iteration=behaviour&node=Scenario/S.pay")
    page.until("document.querySelector('#panel')?.textContent.includes('m.keller')", LONG)
    assert "the sandbox drops calls" in page.text("#panel")


def test_what_is_refused_is_said_in_the_form(page):
    opened(page, "&node=Scenario/S.pay")
    page.until("!!document.querySelector('#panel .act summary')", LONG)
    page.run("document.querySelector('#panel .act').open = true")
    page.run("document.querySelector('#panel form').dataset.action = 'forget'")
    page.run("[...document.querySelectorAll('#panel form [required]')].forEach((one) => { one.value = 'x x x'; })")
    page.run("document.querySelector('#panel form').noValidate = true")
    page.click("#panel form button.pri")
    page.until("document.querySelector('#panel .says')?.textContent.includes('quarantine or release')", LONG)


def test_requirements_and_scenarios_are_a_matrix_that_arrow_keys_walk_through(page):
    page.open(f"/bdv?iteration={DRIFT}&as=traceability")
    page.until("document.querySelectorAll('.trr').length > 3", LONG)
    assert page.run("document.querySelector('.trscroll').getAttribute('aria-rowcount')") == "13"
    page.run("document.querySelector('.trh').focus()")
    page.press(Keys.END)
    page.until("document.activeElement.dataset.cell === '0,99'", LONG)
    scroll = "document.querySelector('.trscroll')"
    assert page.run(f"{scroll}.scrollLeft") > 500
    assert page.run("document.querySelectorAll('.trc').length") < 100
    head = "document.querySelector('.trh').getBoundingClientRect().left"
    assert page.run(f"{head} - {scroll}.getBoundingClientRect().left") < 3
    page.press(Keys.HOME, Keys.ARROW_DOWN, Keys.ENTER)
    page.until("mc.state.selection === 'Requirement/REQ-41'", LONG)
    assert page.complaints() == []


def test_a_long_name_of_a_feature_stands_on_two_lines_of_its_box(page):
    opened(page).drawn("bdv")
    assert page.run("mc.drawn.bdv.cy.$('[kind=\"feature\"]')[0].data('w')") >= 150


def test_a_condition_that_holds_in_part_is_not_ticked_and_shows_how_much(page, writer):
    place = {"tenant": "local", "iteration": "partly"}
    specs = [msgspec.convert({"scenario_id": f"S.{n}", "name": f"Case {n}"}, ScenarioSpec) for n in range(4)]
    found = {"feature_id": "F.p", "feature_path": "p.feature", "name": "P", "suite": "s", "scenarios": specs}
    told = [
        event("bdv.feature.discovered", 0, **place, **found, event_id="partly"),
        event("bdv.scenario.completed", 1, **place, scenario_id="S.0", run_id="r", suite="s", status="PASSED"),
        event("bdv.run.completed", 2, **place, run_id="r", suite="s", full=False),
    ]
    for _ in send(writer.log, encode, told):
        pass
    drain(writer)
    page.open("/bdv?iteration=partly").until("conditions.textContent.includes('Executed')", 30)
    cell = "[...conditions.children].find(one => one.textContent.includes('Executed'))"
    assert "1 of 4" in page.run(f"{cell}.textContent")
    assert page.run(f"{cell}.querySelector('svg').getAttribute('aria-label')") == "passed in part"
    bar = page.run(f"getComputedStyle({cell}.querySelector('.share')).getPropertyValue('--share')")
    assert bar == "25.0%"
    page.click("#rail a[data-lens='verdict']")
    page.until("document.querySelectorAll('.sc .cd .share').length === 1", 30)
