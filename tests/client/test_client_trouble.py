"""Whatever goes wrong never reaches who called the client: it is tried again or given up, counted, and said."""

import time
from pathlib import Path
from typing import Any

import pytest
from mission_control_client import Client

from tests.client.clients import QUICK, setting, started
from tests.client.servers import Answer, always, once, serving, taken

NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again_with_the_same_ids(status: int) -> None:
    with serving(once(status), once(status)) as server:
        with Client(server.url, setting=setting()) as client:
            started(client)
        assert len(server.batches) == 3
        assert len({batch[0]["event_id"] for batch in server.batches}) == 1
        assert (client.sent, client.lost) == (1, 0)


def test_it_waits_as_long_as_the_server_asks() -> None:
    with serving(once(429, **{"Retry-After": "1"})) as server:
        began = time.monotonic()
        client = Client(server.url, setting=setting())
        started(client)
        while not client.sent and time.monotonic() < began + 5:
            time.sleep(0.02)
        assert time.monotonic() - began >= 1
        client.close()
        assert client.sent == 1


def at_most_ten(events: list[Any]) -> Answer:
    return taken(events) if len(events) <= 10 else (413, {}, b"")


def test_a_batch_that_is_too_large_is_sent_in_halves_and_in_order() -> None:
    with serving(*[at_most_ten] * 100) as server:
        with Client(server.url, setting=setting(limits=QUICK._replace(age_s=0.2))) as client:
            started(client, 200)
        assert (client.sent, client.lost) == (200, 0)
        small = [event["payload"]["task_id"] for batch in server.batches if len(batch) <= 10 for event in batch]
        assert small == [f"t{n}" for n in range(200)]
        assert max(map(len, server.batches)) > 10


REFUSED = {
    "another server": (once(200, b"<html>hello</html>"), "not Mission Control"),
    "no such address": (once(404), "404"),
    "a redirect": (once(302, Location="http://elsewhere.example/"), "elsewhere"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_will_not_pass_is_given_up_at_once(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer, reason = REFUSED[name]
    with serving(answer) as server:
        with Client(server.url, setting=setting()) as client:
            started(client)
        assert len(server.batches) == 1
    assert client.lost == 1
    said = capsys.readouterr().err
    assert reason in said
    assert len(said.splitlines()) == 1


def test_events_that_the_server_rejects_are_counted_with_its_reason() -> None:
    with serving(lambda events: taken(events, rejected=1)) as server:
        with Client(server.url, setting=setting(limits=QUICK._replace(age_s=0.1))) as client:
            started(client, 3)
            assert client.flush()
        assert client.lost == 1
        assert client.trouble == "not that one"


@pytest.mark.parametrize("url", [NOWHERE, "http://", "ftp://x", "localhost:8050", "http://[::1", "http://a b/"])
def test_an_address_where_nobody_is_costs_one_line_and_little_time(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    with Client(url, setting=setting(limits=QUICK._replace(close_s=0.3))) as client:
        started(client, 3)
        assert time.monotonic() - began < 2
    assert time.monotonic() - began < 3
    assert (client.sent, client.lost) == (0, 3)
    assert capsys.readouterr().err.startswith("mission-control: 3 of 3 events were not sent (")


def test_a_server_that_hangs_holds_up_nobody() -> None:
    with serving() as server:
        server.answers = [server.hang] * 100
        client = Client(server.url, setting=setting(limits=QUICK._replace(close_s=0.3)))
        began = time.monotonic()
        started(client, 100)
        assert time.monotonic() - began < 1
        client.close()
        assert time.monotonic() - began < 3
        assert client.lost == 100


def test_more_than_may_wait_is_dropped_and_counted() -> None:
    with serving() as server:
        server.answers = [server.hang] * 100
        client = Client(server.url, setting=setting(limits=QUICK._replace(waiting=10, close_s=0.1)))
        started(client, 200)
        assert client.lost >= 150
        client.close()
        assert client.lost == 200


def test_what_cannot_be_written_is_counted_not_raised(capsys: pytest.CaptureFixture[str]) -> None:
    loop: list[Any] = []
    loop.append(loop)
    with serving() as server:
        with Client(server.url, setting=setting()) as client:
            for value in (object(), float("nan"), loop):
                assert client.emit("dde.task.started", {"task_id": value}) == ""
            client.emit("dde.task.started", {"task_id": "half \ud800 a letter"})
        assert server.events[0]["payload"]["task_id"] == "half ? a letter"
    assert client.lost == 3
    assert "cannot be written as JSON" in capsys.readouterr().err


def test_an_event_of_more_than_is_taken_is_not_sent(tmp_path: Path) -> None:
    with Client(file=tmp_path / "e.jsonl", setting=setting()) as client:
        client.emit("dde.task.started", {"task_id": "x" * 9_000_000})
        started(client)
    assert (client.sent, client.lost) == (1, 1)
    assert len((tmp_path / "e.jsonl").read_bytes().splitlines()) == 1


def test_refusals_stay_refusals_however_often(tmp_path: Path) -> None:
    with serving(*always(500)) as server:
        client = Client(server.url, setting=setting(limits=QUICK._replace(close_s=0.3)))
        started(client, 5)
        client.close()
        assert (client.sent, client.lost) == (0, 5)
        assert len(server.batches) > 2
