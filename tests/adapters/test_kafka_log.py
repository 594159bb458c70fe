"""What the log on Kafka promises beyond the port, on real brokers."""

import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from app.adapters.kafka_log import KafkaLog
from app.adapters.kafka_log.lane import _FULL
from app.domain.moments import acceptance, known_ms
from app.domain.partitions import PARTITIONS
from app.errors import BadRequest, SetupError, StoreUnavailable
from app.ports import Message
from tests.contracts.clocks import Wall
from tests.contracts.log_records import ALL, after, messages, name, values
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka")

now = Wall()


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    return f"{namespace(tmp_path)}."


@pytest.fixture
def log(prefix: str) -> Iterator[KafkaLog]:
    opened = KafkaLog(address("MC_KAFKA"), prefix)
    yield opened
    close(opened)


@pytest.fixture
def outsider() -> Producer:
    """A producer as anybody may write one; it chooses partitions as librdkafka's ``consistent`` does."""
    return Producer({"bootstrap.servers": address("MC_KAFKA"), "partitioner": "consistent", "linger.ms": 5})


@pytest.fixture
def admin() -> AdminClient:
    return AdminClient({"bootstrap.servers": address("MC_KAFKA")})


def test_topics_have_their_partitions_copies_stamps_and_retention(
    log: KafkaLog, prefix: str, admin: AdminClient
) -> None:
    log.ends(ALL)
    found = admin.list_topics(timeout=5).topics
    for topic, count in PARTITIONS.items():
        assert {len(p.replicas) for p in found[f"{prefix}{topic}"].partitions.values()} == {3}
        assert len(found[f"{prefix}{topic}"].partitions) == count
    (answer,) = admin.describe_configs([ConfigResource(ResourceType.TOPIC, f"{prefix}dlq")]).values()
    config = answer.result(5)
    assert config["min.insync.replicas"].value == "2"
    assert config["message.timestamp.type"].value == "LogAppendTime"
    assert int(config["retention.ms"].value) == (90 + 7) * 86_400_000
    assert log.remark() == ""


def test_what_an_outside_producer_posts_is_read_where_our_own_would_lie(
    log: KafkaLog, prefix: str, outsider: Producer
) -> None:
    (ours,) = log.append(messages("ours", key="i7"))
    before = now()
    outsider.produce(f"{prefix}dde", key="i7", value=b"theirs")
    assert outsider.flush(10) == 0
    first, second = log.read(ALL, {}, 10)
    assert first == ours
    assert (second.partition, second.key, second.value) == (ours.partition, "i7", b"theirs")
    assert before <= known_ms(second.accepted) <= now()


def test_messages_without_key_or_value_are_records_too_and_those_without_both_are_none(
    log: KafkaLog, prefix: str, outsider: Producer
) -> None:
    log.ends(ALL)
    outsider.produce(f"{prefix}dde", value=b"no key", partition=3)
    outsider.produce(f"{prefix}dde", partition=3)
    outsider.produce(f"{prefix}dde", key=b"\xff no text", partition=3)
    assert outsider.flush(10) == 0
    assert [(r.key, r.value) for r in log.read(ALL, {}, 10)] == [("", b"no key"), ("� no text", b"")]


def test_a_log_that_begins_after_an_archive_counts_on_from_its_end_and_acceptances_grow(log: KafkaLog) -> None:
    (first,) = log.append([Message("dde", "i1", b"")])
    log.begin({name(first): 40, "acc-1": 70_000}, acceptance(now() - 1000, 0, 0))
    log.begin({name(first): 3}, 0)
    assert log.ends(["dde", "acc"]) == {name(first): 40, "acc-1": 70_000}
    (second,) = log.append([Message("dde", "i1", b"")])
    assert second.offset == 40
    key = next(f"k{n}" for n in range(1000) if zlib.crc32(f"k{n}".encode()) % 12 == 1)
    (third,) = log.append(messages("c", topic="acc", key=key))
    assert third.offset == 70_000
    assert log.read(["dde", "acc"], {}, 10) == [first, second, third]
    assert log.read(["dde", "acc"], {name(first): 40, "acc-1": 70_000}, 10) == [second, third]


def test_a_log_does_not_begin_after_what_the_brokers_clock_has_not_reached(log: KafkaLog) -> None:
    with pytest.raises(BadRequest, match="the brokers' clock says"):
        log.begin({"acc-1": 7}, acceptance(now() + 3_600_000, 0, 0))


def test_trimmed_partitions_begin_where_they_were_trimmed_and_end_where_they_ended(log: KafkaLog) -> None:
    taken = [record for n in range(6) for record in log.append(messages(f"d{n}"))]
    taken += log.append([*messages("a0", "a1", topic="acc")])
    ends = log.ends(ALL)
    assert log.trim({name(taken[0]): 4, name(taken[-1]): ends[name(taken[-1])]}) == 4 + 2
    assert values(log.read(ALL, {}, 10)) == ["d4", "d5"]
    assert log.ends(ALL) == ends
    assert log.trim({name(taken[0]): 3}) == 0
    (later,) = log.append(messages("a2", topic="acc"))
    assert values(log.read(ALL, {}, 10)) == ["d4", "d5", "a2"]
    assert later.offset > taken[-1].offset


def test_what_a_transaction_left_undone_is_never_read_and_holds_nobody_up_for_good(
    log: KafkaLog, prefix: str
) -> None:
    taken = log.append(messages("a"))
    settings = {
        "bootstrap.servers": address("MC_KAFKA"),
        "transactional.id": f"{prefix}x",
        "transaction.timeout.ms": 2000,
    }
    producer = Producer(settings)
    producer.init_transactions(10)
    producer.begin_transaction()
    producer.produce(f"{prefix}dde", key="i1", value=b"half", partition=taken[0].partition)
    producer.flush(10)
    taken += log.append(messages("b", topic="acc"))
    started = time.monotonic()
    assert log.read(ALL, {}, 10) == taken
    assert 0.5 < time.monotonic() - started < 15
    assert log.ends(["dde"]) == after(taken[:1])


def test_a_lane_far_ahead_of_the_others_rests_and_loses_nothing(log: KafkaLog) -> None:
    many = [Message("dde", "i1", str(n).encode()) for n in range(3 * _FULL)]
    log.append(many)
    taken = log.append(messages("last", topic="acc"))
    assert [m.value for m in log.read(ALL, {}, 5)] == [b"0", b"1", b"2", b"3", b"4"]
    ahead = max(len(lane) for stream in log._streams._free for lane in stream._lanes.values())
    assert ahead <= 2 * _FULL
    seen, positions = list[bytes](), dict[str, int]()
    while batch := log.read(ALL, positions, 1000):
        seen += [record.value for record in batch]
        positions |= after(batch)
    assert seen == [*(m.value for m in many), taken[0].value]


def test_a_topic_that_others_made_otherwise_is_refused_with_what_to_do(
    prefix: str, admin: AdminClient, log: KafkaLog
) -> None:
    admin.create_topics([NewTopic(f"{prefix}dde", num_partitions=3)])[f"{prefix}dde"].result(10)
    with pytest.raises(SetupError, match="has 3 partitions and needs 12"):
        log.read(ALL, {}, 1)


def test_a_topic_with_the_times_of_its_producers_is_refused(prefix: str, admin: AdminClient, log: KafkaLog) -> None:
    admin.create_topics([NewTopic(f"{prefix}dlq", num_partitions=6)])[f"{prefix}dlq"].result(10)
    with pytest.raises(SetupError, match=r"message.timestamp.type to LogAppendTime"):
        log.read(ALL, {}, 1)


def test_a_message_that_is_too_large_is_refused_with_the_bound(log: KafkaLog) -> None:
    with pytest.raises(BadRequest, match="at most 8388608 bytes"):
        log.append([Message("dde", "i1", bytes(9 * 1024 * 1024))])


def test_brokers_that_are_not_there_are_unavailable_in_time(prefix: str) -> None:
    log = KafkaLog("127.0.0.1:1", prefix, patience_s=0.5)
    for ask in (log.ping, lambda: log.append(messages("a")), lambda: log.read(ALL, {}, 1)):
        with pytest.raises(StoreUnavailable, match=r"Kafka at 127.0.0.1:1"):
            ask()
    log.close()


def test_positions_are_seen_by_the_tools_of_kafka(log: KafkaLog, prefix: str, admin: AdminClient) -> None:
    log.commit("graph", {"dde-3": 5})
    found = [group.group_id for group in admin.list_consumer_groups().result().valid]
    assert f"{prefix}graph" in found
    assert TopicPartition(f"{prefix}dde", 3).topic in admin.list_topics(timeout=5).topics


def test_a_reader_whose_clock_is_behind_the_brokers_reads_at_once(log: KafkaLog, prefix: str) -> None:
    taken = log.append([Message(topic, f"i{n}", b"x") for topic in ("dde", "bdv", "acc") for n in range(9)])
    behind = KafkaLog(address("MC_KAFKA"), prefix, lambda: Wall()() - 3_600_000, patience_s=3)
    try:
        assert behind.read(["dde", "bdv", "acc"], {}, 100) == sorted(taken, key=lambda record: record.accepted)
    finally:
        behind.close()
