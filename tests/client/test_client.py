"""The client: what is told arrives once; whatever goes wrong never reaches the caller, and is counted and said."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from mission_control_client import Client
from mission_control_client.client import Setting
from mission_control_client.tally import Limits

from app.wire.jsonlines import from_json
from tests.client.servers import Answer, always, once, serving, taken

QUICK = Limits(age_s=0.02, first_pause_s=0.01, longest_pause_s=0.05, close_s=2.0)
NOWHERE = "http://127.0.0.1:9"


def setting(**more: Any) -> Setting:
    belongs = {"MC_PROJECT": "shop", "MC_ITERATION": "shop", "MC_COMMIT": "c1"}
    return Setting(**{"environ": belongs, "limits": QUICK, **more})


def started(client: Client, number: int = 1) -> None:
    for n in range(number):
        client.emit("dde.task.started", {"task_id": f"t{n}"})


def test_what_is_told_arrives_in_its_order_where_events_are_posted() -> None:
    with serving() as server:
        with Client(server.url, setting=setting()) as client:
            started(client, 1200)
        assert [event["payload"]["task_id"] for event in server.events] == [f"t{n}" for n in range(1200)]
        assert set(server.paths) == {"/api/v1/events"}
        assert (client.sent, client.lost) == (1200, 0)
        assert max(map(len, server.batches)) <= 500


def test_every_event_is_one_that_mission_control_reads() -> None:
    with serving() as server, Client(server.url, setting=setting()) as client:
        event_id = client.emit("dde.task.started", {"task_id": "t"}, node_id="t", timestamp=1_700_000_000_000)
    event = from_json(json.dumps(server.events[0]).encode())
    assert (event.event_id, event.node_id, event.timestamp) == (event_id, "t", 1_700_000_000_000)
    assert (event.tenant_id, event.project, event.iteration_id, event.commit_sha) == ("local", "shop", "shop", "c1")
    assert event.traceparent == f"00-{event.trace_id}-{event.span_id}-01"


def test_what_begins_in_a_build_tells_where_the_log_of_the_build_is_read() -> None:
    environ = {"CI_JOB_URL": "https://gitlab.com/acme/shop/-/jobs/9", "MC_PROJECT": "shop"}
    with serving() as server, Client(server.url, setting=setting(environ=environ)) as client:
        started(client)
        client.emit("dde.task.completed", {"task_id": "t0"})
        client.emit("bdv.run.started", {"suite": "s", "run_id": "r"}, metadata={"log_url": "https://ci.example/1"})
    logs = [event.get("metadata", {}).get("log_url") for event in server.events]
    assert logs == ["https://gitlab.com/acme/shop/-/jobs/9", None, "https://ci.example/1"]


def test_it_joins_the_trace_of_whoever_started_the_process() -> None:
    environ = {"TRACEPARENT": f"00-{'ab' * 16}-{'cd' * 8}-01", "MC_PROJECT": "shop"}
    with serving() as server:
        with Client(server.url, setting=setting(environ=environ)) as client:
            started(client)
        event = server.events[0]
    assert (event["trace_id"], event["parent_span_id"]) == ("ab" * 16, "cd" * 8)
    assert event["span_id"] not in ("cd" * 8, "")


def test_what_its_caller_does_not_want_kept_stays_so_and_what_others_say_of_the_trace_goes_along() -> None:
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    environ = {"MC_PROJECT": "shop", "TRACEPARENT": f"00-{trace}-{parent}-00", "TRACESTATE": "shop=1"}
    with serving() as server:
        with Client(server.url, setting=setting(environ=environ)) as client:
            started(client)
        (event,), (place,) = server.events, server.places
    assert (event["traceparent"], event["tracestate"]) == (client.span.header, "shop=1")
    assert place == client.span.header == f"00-{trace}-{client.span.span_id}-00"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again_with_the_same_ids(status: int) -> None:
    with serving(once(status), once(status)) as server:
        with Client(server.url, setting=setting()) as client:
            started(client)
        assert len(server.batches) == 3
        assert len({batch[0]["event_id"] for batch in server.batches}) == 1
        assert (client.sent, client.lost) == (1, 0)


def test_events_have_ids_of_their_own_even_when_they_say_the_same_at_the_same_time() -> None:
    with serving() as server:
        with Client(server.url, setting=setting()) as client:
            for _ in range(50):
                client.emit("dde.task.started", {"task_id": "t"}, timestamp=1_700_000_000_000)
        assert len({event["event_id"] for event in server.events}) == 50


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


def test_without_an_address_it_does_nothing() -> None:
    client = Client(setting=setting())
    assert not client.on
    assert client.emit("dde.task.started", {"task_id": "t"}) == ""
    assert client.flush()
    client.close()


def test_variables_say_where(tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    with Client(setting=setting(environ={"MC_EVENTS_FILE": str(file)})) as client:
        started(client)
    assert len(file.read_bytes().splitlines()) == 1


SCRIPT = """
import os, sys
from mission_control_client import Client
client = Client(file=sys.argv[1])
client.emit("dde.task.started", {"task_id": "parent"})
"""


def script(tail: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + tail, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def tasks_in(file: Path) -> list[str]:
    events = [from_json(line) for line in file.read_bytes().splitlines()]
    assert len({event.key for event in events}) == len(events)
    return sorted(event.payload.task_id for event in events)  # type: ignore[attr-defined]


def test_the_end_of_the_program_sends_what_waits(tmp_path: Path) -> None:
    done = script("", str(tmp_path / "e"))
    assert (done.returncode, done.stderr) == (0, "")
    assert tasks_in(tmp_path / "e") == ["parent"]


def test_a_program_that_ends_with_an_error_ends_with_its_own(tmp_path: Path) -> None:
    done = script("raise SystemExit(7)", str(tmp_path))
    assert done.returncode == 7
    assert done.stderr.startswith("mission-control: 1 of 1 events were not sent")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_that_is_forked_off_sends_its_own_and_nothing_twice(tmp_path: Path) -> None:
    tail = """
if os.fork() == 0:
    client.emit("dde.task.started", {"task_id": "child"})
    sys.exit()
os.wait()
client.emit("dde.task.started", {"task_id": "later"})
"""
    done = script(tail, str(tmp_path / "e"))
    assert (done.returncode, done.stderr) == (0, "")
    assert tasks_in(tmp_path / "e") == ["child", "later", "parent"]


def test_processes_of_multiprocessing_send_theirs(tmp_path: Path) -> None:
    tail = """
import multiprocessing
def work(number):
    client.emit("dde.task.started", {"task_id": f"worker {number}"})
processes = [multiprocessing.get_context("fork").Process(target=work, args=(n,)) for n in range(3)]
for one in processes: one.start()
for one in processes: one.join()
"""
    done = script(tail, str(tmp_path / "e"))
    assert done.returncode == 0
    assert tasks_in(tmp_path / "e") == ["parent", "worker 0", "worker 1", "worker 2"]


def test_refusals_stay_refusals_however_often(tmp_path: Path) -> None:
    with serving(*always(500)) as server:
        client = Client(server.url, setting=setting(limits=QUICK._replace(close_s=0.3)))
        started(client, 5)
        client.close()
        assert (client.sent, client.lost) == (0, 5)
        assert len(server.batches) > 2
