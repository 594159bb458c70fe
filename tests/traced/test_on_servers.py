"""The same on real servers: the trace goes along in the headers of Kafka, and a real Zipkin shows it whole."""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer

from app.adapters.kafka_log import KafkaLog
from app.desk import Desk
from app.domain.partitions import share_of
from app.main import create_server
from app.settings import Settings, read_settings
from app.wire.avro import encode
from app.wire.jsonlines import to_json
from app.wiring import open_desk, open_tracing
from tests.builders import event
from tests.contracts.servers import address, namespace, needs
from workers.drain import drain

pytestmark = needs("kafka", "zipkin")


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    prefix = f"{namespace(tmp_path)}."
    yield read_settings(
        {
            "MC_DATA": str(tmp_path),
            "MC_STORE": "servers",
            "MC_KAFKA": address("MC_KAFKA"),
            "MC_KAFKA_PREFIX": prefix,
            "MC_TRACES": f"zipkin+{address('MC_ZIPKIN')}",
        }
    )
    with closing(KafkaLog(address("MC_KAFKA"), prefix)) as log:
        log.drop()


@pytest.fixture
def web(settings: Settings) -> Iterator[Desk]:
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        yield desk


def work_off(settings: Settings) -> None:
    with closing(open_desk(settings, "writer", tracing=open_tracing(settings, "ingest"))) as desk:
        drain(desk)


def place() -> tuple[str, str]:
    return token_hex(16), token_hex(8)


def shown(trace_id: str, *names: str) -> list[dict[str, Any]]:
    """The spans of the trace in Zipkin, once all of these names are there."""
    asked, found = f"{os.environ['MC_ZIPKIN']}/api/v2/trace/{trace_id}", []
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                found = json.load(answer)
        except urllib.error.HTTPError as none:
            none.close()
        if {span["name"] for span in found} >= {name.lower() for name in names}:
            break
        time.sleep(0.2)
    return found


def test_a_real_zipkin_shows_the_whole_way_through_kafka(settings: Settings, web: Desk) -> None:
    trace_id, sender = place()
    client = create_server(web).test_client()
    told = event("dde.task.created", 0, task_id="A", tenant="local")
    client.post(
        "/api/v1/events",
        data=to_json(told),
        content_type="application/x-ndjson",
        headers={"traceparent": f"00-{trace_id}-{sender}-01"},
    )
    work_off(settings)
    live = client.get("/live?iteration=i1").json
    client.get("/picture?iteration=i1&lens=dde", headers={"traceparent": live["trace"]})
    wanted = ("post /api/v1/events", "event.publish", "ics.event.process", "search.event.process", "get /picture")
    spans = {span["name"]: span for span in shown(trace_id, *wanted)}
    assert set(wanted) <= set(spans)
    ids = {name: spans[name]["id"] for name in wanted}
    assert spans["post /api/v1/events"]["parentId"] == sender
    assert spans["event.publish"]["parentId"] == spans["get /picture"]["parentId"] == ids["post /api/v1/events"]
    assert spans["ics.event.process"]["parentId"] == spans["search.event.process"]["parentId"] == ids["event.publish"]
    assert spans["ics.event.process"]["localEndpoint"]["serviceName"] == "mission-control-ingest"
    assert web.collector.page_of(trace_id) == f"{address('MC_ZIPKIN')}/zipkin/traces/{trace_id}"


def test_whoever_reads_the_topics_finds_the_place_in_the_headers(settings: Settings, web: Desk) -> None:
    trace_id, span_id = place()
    headers = {"traceparent": f"00-{trace_id}-{span_id}-01", "tracestate": "shop=1", "baggage": "run=r1,user=jane"}
    told = event("dde.task.created", 0, task_id="A", tenant="local")
    client = create_server(web).test_client()
    client.post("/api/v1/events", data=to_json(told), content_type="application/x-ndjson", headers=headers)
    topic = f"{settings.addresses.kafka_prefix}dde"
    reader = Consumer(
        {"bootstrap.servers": settings.addresses.kafka, "group.id": topic, "auto.offset.reset": "earliest"}
    )
    reader.subscribe([topic])
    try:
        until, found = time.monotonic() + 30, None
        while found is None and time.monotonic() < until:
            found = reader.poll(1)
    finally:
        reader.close()
    assert found is not None
    said = {name: value.decode() for name, value in found.headers()}
    assert said["traceparent"].split("-")[1] == trace_id
    assert (said["tracestate"], said["baggage"]) == ("shop=1", "run=r1")


def test_a_producer_of_ones_own_is_continued_from_its_headers(settings: Settings, web: Desk) -> None:
    web.log.ends(("dde",))  # the topics are there from the first question on
    trace_id, span_id = place()
    told = event("dde.task.created", 0, task_id="A", tenant="local")
    producer = Producer({"bootstrap.servers": settings.addresses.kafka})
    producer.produce(
        f"{settings.addresses.kafka_prefix}dde",
        encode(told),
        told.iteration_id,
        share_of(told.iteration_id),
        headers=[("traceparent", f"00-{trace_id}-{span_id}-01".encode())],
    )
    producer.flush(10)
    work_off(settings)
    (process,) = [s for s in shown(trace_id, "ics.event.process") if s["name"] == "ics.event.process"]
    assert process["parentId"] == span_id
