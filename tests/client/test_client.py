"""The client: what is told arrives once, in its order, with its place in trace and build."""

import json
from pathlib import Path

from mission_control_client import Client

from app.wire.jsonlines import from_json
from tests.client.clients import setting, started
from tests.client.servers import serving


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


def test_events_have_ids_of_their_own_even_when_they_say_the_same_at_the_same_time() -> None:
    with serving() as server:
        with Client(server.url, setting=setting()) as client:
            for _ in range(50):
                client.emit("dde.task.started", {"task_id": "t"}, timestamp=1_700_000_000_000)
        assert len({event["event_id"] for event in server.events}) == 50


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
