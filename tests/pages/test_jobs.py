"""The page of jobs: how the stores are, what could not be read, who did what, how far each reader has come."""

import pytest

from app.errors import StoreUnavailable
from app.ports import Message
from app.use_cases.health import PORTS
from app.use_cases.post import send_all
from app.wire.avro import encode
from tests.builders import event
from workers.drain import drain

pytestmark = pytest.mark.browser


def test_the_page_of_jobs_says_how_each_store_is_and_what_goes_on_without_it(page, writer, monkeypatch):
    page.open("/jobs").until(f"document.querySelectorAll('table.health tbody tr').length === {len(PORTS)}")
    assert "Every store answers." in page.text(".lpart[aria-label=Stores]")

    def gone():
        raise StoreUnavailable("search at 127.0.0.1:9200 refuses connections")

    monkeypatch.setattr(writer.search, "ping", gone)
    page.until("document.querySelector('table.health')?.textContent.includes('is away')", 20)
    told = page.text(".lpart[aria-label=Stores]")
    assert "It goes on with less" in told
    assert "refuses connections" in told
    assert "nothing can be searched for" in told
    monkeypatch.setattr(writer.graph, "ping", gone)
    page.until("document.querySelector('table.health')?.textContent.includes('does not answer')", 20)
    assert "Without the graph nothing can be shown" in page.text(".lpart[aria-label=Stores]")


def test_the_page_of_jobs_shows_dead_letters_by_cause(page, writer):
    letters = "document.querySelector('.lpart[aria-label=\"Dead letters\"]')"
    page.open("/jobs").until(f"{letters}?.textContent.includes('every message could be read')")
    writer.log.append([Message("bdv", "unread", text) for text in (b"one story", b"another", b"")])
    drain(writer)
    page.until("document.querySelectorAll('table.letters tbody tr').length === 2", 20)
    first, second = page.text("table.letters tbody").split("a message needs a header")
    assert "2 open" in first
    assert "1 open" in second and "unread" in second
    assert page.complaints() == []


def test_the_page_of_jobs_shows_who_did_what_last_and_how_often_it_could_ship(page, writer):
    audit = "document.querySelector('.lpart[aria-label=\"Audit log\"]')"
    held = event("bdv.scenario.quarantined", tenant="local", scenario_id="S.1", reason="flaky", quarantined_by="ada")
    send_all(writer.log, encode, [held])
    drain(writer)
    page.open("/jobs").until(f"{audit}?.textContent.includes('flaky')", 20)
    told = page.text("table.audit tbody")
    assert "ada" in told and "Scenario/S.1" in told
    assert page.run("document.querySelectorAll('table.figures tbody tr').length") == 3
    assert page.complaints() == []


def test_the_page_of_jobs_says_how_far_each_reader_of_the_log_has_come(page, writer):
    readers = "document.querySelector('.lpart[aria-label=Readers]')"
    page.open("/jobs").until("document.querySelectorAll('table.groups tbody tr').length === 5")
    drain(writer)
    page.until(f"{readers}.textContent.split('up to date').length === 6", 20)
    writer.log.append([Message("acc", "unread", text) for text in (b"one", b"two")])
    page.until(f"{readers}.textContent.includes('2 records')", 20)
    assert "one worker has all" in page.text("table.groups")
    drain(writer)
    page.until(f"{readers}.textContent.split('up to date').length === 6", 20)
    assert page.complaints() == []
