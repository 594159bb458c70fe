"""The reasons of a verdict in a real browser: long texts fold, and what is awaited is named."""

import pytest
from msgspec import structs
from selenium.webdriver.common.keys import Keys

from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.cli.test_gate import told
from tests.pages.chrome import Page
from workers.drain import drain

pytestmark = pytest.mark.browser

LONG = "\n".join(f"E   assert line {n} of the difference == what was expected of it" for n in range(60))
BUTTON = "document.querySelector('#reasons .more')"
HEIGHT = "document.querySelector('#reasons .ex.long').clientHeight"


def bring(writer, iteration: str, events: list) -> None:
    """The events, told of another iteration and taken in."""
    mine = [structs.replace(one, iteration_id=iteration, event_id=f"{iteration}-{n}") for n, one in enumerate(events)]
    list(send(writer.log, encode, mine))
    drain(writer)


def test_a_long_failure_text_shows_its_first_lines_and_all_of_it_with_a_key(writer, page: Page) -> None:
    bring(writer, "folded", told("FAILED", error_message=LONG))
    page.open("/verdict?iteration=folded").until(f"!!{BUTTON}")
    few = page.run(HEIGHT)
    assert few < 100 and page.run(f"{BUTTON}.getAttribute('aria-expanded')") == "false"
    page.run(f"{BUTTON}.focus()")
    page.press(Keys.ENTER)
    page.until(f"{BUTTON}.getAttribute('aria-expanded') === 'true'")
    assert page.run(HEIGHT) > 5 * few
    assert page.run("document.activeElement === " + BUTTON)
    page.press(Keys.SPACE)
    page.until(f"{BUTTON}.textContent === 'Show all'")
    assert page.run(HEIGHT) == few
    assert page.complaints() == []


def test_a_short_text_needs_no_button(writer, page: Page) -> None:
    bring(writer, "short", told("FAILED", error_message="assert 1 == 2"))
    page.open("/verdict?iteration=short").until("document.querySelectorAll('#reasons .why li').length === 1")
    assert page.run(f"{BUTTON} === null")


def test_a_verdict_that_is_pending_says_what_is_missing_on_its_page_and_in_the_lens(writer, page: Page) -> None:
    unrun = [e for e in told("PASSED") if not e.event_type.endswith(".completed")]
    bring(writer, "waiting", [*unrun, event("acc.analysis.started", 3, analysis_id="A", tenant="local")])
    page.open("/verdict?iteration=waiting").until("document.querySelectorAll('#reasons .why li').length === 3")
    said = page.text("#reasons")
    assert "What is missing" in said and "1 of 1 scenarios have not run yet" in said and "Do:" in said
    page.open("/acc?iteration=waiting")
    page.until("document.querySelector('#findings')?.textContent.includes('Still awaited')")
    assert "Does not block" not in page.text("#findings")
