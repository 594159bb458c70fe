"""Producers outside and the house agree on schemas, and nobody needs to know the other's numbers."""

import io
import json
import struct
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer
from fastavro import parse_schema, schemaless_reader, schemaless_writer

from app.adapters.kafka_log import KafkaLog, Registry
from app.domain.partitions import PARTITIONS
from app.errors import SetupError, StoreUnavailable
from app.ports import Message
from app.wire import deadletters
from app.wire.framing import Frame, number_of
from app.wire.schema import generated, kept_versions, schema_id
from tests.contracts.log_records import ALL
from tests.contracts.servers import address, close, namespace, needs
from workers.decode import decoded

pytestmark = needs("kafka", "registry")

LETTER: dict[str, Any] = {
    "letter_id": "l1", "topic": "dde", "partition": 1, "offset": 2, "category": "CRITICAL", "reason": "why",
    "failed_at": 3, "can_retry": True, "value": b"x", "state": "OPEN", "by": "", "note": "",
    "at": 0, "retry_count": 0, "consumer": "", "schema_id": 0,
}  # fmt: skip


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    return f"{namespace(tmp_path)}."


@pytest.fixture
def registry(prefix: str) -> Iterator[Registry]:
    found = Registry(address("MC_REGISTRY"))
    yield found
    for topic in PARTITIONS:
        found.forget(f"{prefix}{topic}-value")


@pytest.fixture
def log(prefix: str, registry: Registry) -> Iterator[KafkaLog]:
    opened = KafkaLog(address("MC_KAFKA"), prefix, registry=registry)
    yield opened
    close(opened)


def asked(path: str) -> Any:
    with urllib.request.urlopen(f"{address('MC_REGISTRY')}{path}", timeout=5) as answer:
        return json.loads(answer.read())


def test_every_topic_has_its_subject_with_all_versions_and_the_rule(log: KafkaLog, prefix: str) -> None:
    log.ends(ALL)
    for topic in PARTITIONS:
        assert asked(f"/config/{prefix}{topic}-value")["compatibilityLevel"] == "BACKWARD"
    kept = kept_versions("dead_letter")
    assert asked(f"/subjects/{prefix}dlq-value/versions") == [*range(1, len(kept) + 1)]
    latest = json.loads(asked(f"/subjects/{prefix}dlq-value/versions/latest")["schema"])
    assert schema_id(latest) == schema_id(generated()["dead_letter"])


def test_a_producer_with_the_registrys_number_is_read(log: KafkaLog, prefix: str) -> None:
    log.ends(ALL)
    found = asked(f"/subjects/{prefix}dlq-value/versions/latest")
    body = io.BytesIO()
    schemaless_writer(body, parse_schema(json.loads(found["schema"])), LETTER)
    producer = Producer({"bootstrap.servers": address("MC_KAFKA"), "partitioner": "consistent"})
    producer.produce(f"{prefix}dlq", key="i1", value=struct.pack(">BI", 0, found["id"]) + body.getvalue())
    assert producer.flush(10) == 0
    (record,) = log.read(ALL, {}, 10)
    assert Frame("dead_letter", generated()["dead_letter"]).read(record.value) == LETTER


def test_what_the_house_writes_is_read_by_a_consumer_that_asks_the_registry(log: KafkaLog, prefix: str) -> None:
    value = Frame("dead_letter", generated()["dead_letter"]).write(LETTER)
    (taken,) = log.append([Message("dlq", "i1", value)])
    assert taken.value == value
    consumer = Consumer({
        "bootstrap.servers": address("MC_KAFKA"), "group.id": f"{prefix}outside", "auto.offset.reset": "earliest",
    })  # fmt: skip
    consumer.subscribe([f"{prefix}dlq"])
    message = consumer.poll(20)
    assert message is not None
    outside = message.value() or b""
    consumer.close()
    schema = parse_schema(json.loads(asked(f"/schemas/ids/{number_of(outside)}")["schema"]))
    assert schemaless_reader(io.BytesIO(outside[5:]), schema, None) == LETTER
    assert log.read(ALL, {}, 10) == [taken]


def test_numbers_that_nobody_knows_and_messages_without_one_stay_as_they_are(log: KafkaLog) -> None:
    odd = [b"", b"\0", b"plain", struct.pack(">BI", 0, 2_000_000_011) + b"?", struct.pack(">BI", 7, 1)]
    log.append([Message("dde", "i1", value) for value in odd])
    assert [record.value for record in log.read(ALL, {}, 10)] == odd


def test_an_incompatible_schema_is_refused_with_what_to_do(log: KafkaLog, prefix: str, registry: Registry) -> None:
    log.ends(ALL)
    other = {"type": "record", "name": "DeadLetter", "namespace": "missioncontrol.dlq", "fields": [
        {"name": "letter_id", "type": "long"},
        {"name": "colour", "type": "string"},
    ]}  # fmt: skip
    fields = r"DeadLetter\.letter_id was string and is long; DeadLetter\.colour is new"
    with pytest.raises(SetupError, match=f"refuses a schema of {prefix}dlq-value: {fields}"):
        registry.register(f"{prefix}dlq-value", [other])


def test_a_program_whose_schemas_do_not_go_with_the_registrys_does_not_start(
    log: KafkaLog, prefix: str, registry: Registry
) -> None:
    other = {"type": "record", "name": "DeadLetter", "namespace": "missioncontrol.dlq", "fields": [
        {"name": "letter_id", "type": "long"},
    ]}  # fmt: skip
    registry.register(f"{prefix}dlq-value", [other])
    with pytest.raises(SetupError, match=f"refuses a schema of {prefix}dlq-value"):
        log.read(ALL, {}, 10)


def test_a_producer_outside_with_a_schema_that_is_none_of_ours_is_set_aside_by_its_number(
    log: KafkaLog, prefix: str, registry: Registry
) -> None:
    """Under our subject the registry refuses it; under one of its own it is let in, and the message is no event."""
    log.ends(ALL)
    other = {"type": "record", "name": "Happening", "fields": [{"name": "what", "type": "string"}]}
    with pytest.raises(SetupError, match="the whole was DdeEvent and is Happening"):
        registry.register(f"{prefix}dde-value", [other])
    (number,) = registry.register(f"{prefix}theirs-value", [other]).values()
    producer = Producer({"bootstrap.servers": address("MC_KAFKA"), "partitioner": "consistent"})
    producer.produce(f"{prefix}dde", key="i1", value=struct.pack(">BI", 0, number) + b"\x08what")
    assert producer.flush(10) == 0
    (letter,) = decoded(log.read(ALL, {}, 10)).letters
    told = deadletters.decode(letter.value)
    assert (told.category, told.schema_id) == ("SCHEMA_VALIDATION", number)
    assert told.reason == f"unknown schema id {number}: no event schema of this program or an earlier one"
    registry.forget(f"{prefix}theirs-value")


def test_a_registry_that_is_down_is_waited_for(prefix: str) -> None:
    log = KafkaLog(address("MC_KAFKA"), prefix, registry=Registry("http://127.0.0.1:1"))
    with pytest.raises(StoreUnavailable, match="the schema registry at"):
        log.read(ALL, {}, 10)
    close(log)
