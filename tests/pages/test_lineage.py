"""What tasks made over time and how often they tried, in a real browser; and where the log of it is read."""

import pytest

from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.pages.chrome import resize
from workers.drain import drain

pytestmark = pytest.mark.browser

WAIT = 30
HERE = {"tenant": "local", "iteration": "handed"}
LOG = "https://ci.example/acme/shop/runs/7"
STORY = [
    ("dde.workflow.started", {"workflow_id": "w", "run_id": "r"}),
    ("dde.task.created", {"task_id": "make", "workflow_id": "w", "run_id": "r"}),
    ("dde.task.created", {"task_id": "ship", "workflow_id": "w", "run_id": "r", "depends_on": ["make"]}),
    ("dde.task.started", {"task_id": "make", "attempt": 1}),
    ("dde.task.retry_initiated", {"task_id": "make", "retry_count": 1}),
    ("dde.task.started", {"task_id": "make", "attempt": 2}),
    ("dde.task.completed", {"task_id": "make", "attempt": 2}),
    ("dde.artifact.stamped", {"task_id": "make", "name": "shop.whl", "sha256": "1a" * 32}),
    ("dde.artifact.stamped", {"task_id": "make", "name": "notes.txt", "sha256": "3c" * 32}),
    ("dde.artifact.validated", {"task_id": "make", "name": "shop.whl", "sha256": "2b" * 32, "valid": False}),
    ("dde.task.failed", {"task_id": "ship", "attempts": 1}),
]


@pytest.fixture(scope="module", autouse=True)
def _handed(writer):
    """A task that was tried twice, and what it made, which was another when it was looked at."""
    told = [
        event(kind, n, event_id=f"handed-{n}", metadata={} if n else {"log_url": LOG}, **HERE, **payload)
        for n, (kind, payload) in enumerate(STORY)
    ]
    for _ in send(writer.log, encode, told):
        pass
    drain(writer)


def test_bands_show_each_hash_of_an_artifact_from_its_maker_to_who_needs_it_and_mark_a_mismatch(page):
    page.open("/dde?iteration=handed&as=lineage")
    page.until("document.querySelectorAll('.lnr').length === 2", WAIT)
    first = page.text(".lnr.bad")
    assert all(word in first for word in ("make", "shop.whl", "mismatch", "1a1a1a1a", "≠ 2b2b2b2b", "ship"))
    page.run("(document.querySelector('[data-stories=\"only\"]').click(), true)")
    page.until("document.querySelectorAll('.lnr').length === 1", WAIT)
    page.click(".lnr .lnn")
    page.until("mc.state.selection?.endsWith('shop.whl') && document.querySelector('.lnr.sel')", WAIT)
    assert not page.complaints()


def test_the_same_is_told_on_a_phone(page):
    resize(page.chrome, 390, 844)
    page.open("/dde?iteration=handed&as=lineage")
    page.until("document.querySelectorAll('.lnr').length === 2", WAIT)
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    assert "2b2b2b2b" in page.text(".lnr.bad")


def test_an_earlier_attempt_is_a_fainter_bar_before_the_last(page):
    page.open("/dde?iteration=handed")
    page.until("document.querySelector('[data-bar=\"Task/make\"] .gx.past.t-fail')", WAIT)
    row = "document.querySelector('[data-bar=\"Task/make\"]')"
    assert "attempt 1 failed" in page.run(f"{row}.textContent")
    left = "parseFloat(getComputedStyle(arguments[0]).left)"
    assert page.run(f"{row}.querySelectorAll('.gx').length") == 2
    assert page.run(
        f"((a, b) => {left.replace('arguments[0]', 'a')} < {left.replace('arguments[0]', 'b')})"
        f"(...{row}.querySelectorAll('.gx'))"
    )


def test_a_failed_task_leads_to_the_log_of_its_run_from_its_panel_and_from_the_reason(page):
    page.open("/dde?iteration=handed&node=Task/ship")
    page.until(f"document.querySelector('#panel a[href=\"{LOG}\"]')", WAIT)
    page.open("/verdict?iteration=handed")
    page.until(f"document.querySelector('#reasons a[href=\"{LOG}\"]')", WAIT)
