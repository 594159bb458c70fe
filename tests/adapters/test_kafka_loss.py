"""The loss of one broker of three under load loses nothing, doubles nothing, and is over soon."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from app.adapters.kafka_log import KafkaLog
from app.domain.partitions import PARTITIONS
from app.ports import Message, Record
from bench.engines.broker_stall import RATE, loss_of
from servers.mortal import Mortals, mortals
from servers.settings import read_settings
from tests.contracts.log_records import after
from tests.contracts.servers import needs

pytestmark = [*needs("kafka"), pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def brokers() -> Iterator[Mortals]:
    """Three of our own, of the packages that the usual ones are made of."""
    with mortals(read_settings(os.environ), ["kafka"]) as some:
        yield some


def laid(where: str, prefix: str, copies: dict[str, list[int]]) -> None:
    """The topics, with their copies on these brokers; the first of them leads."""
    config = {"message.timestamp.type": "LogAppendTime", "min.insync.replicas": "2"}
    admin = AdminClient({"bootstrap.servers": where})
    topics = [
        NewTopic(f"{prefix}{topic}", count, replica_assignment=[copies.get(topic, [1, 2, 3])] * count, config=config)
        for topic, count in PARTITIONS.items()
    ]
    for future in admin.create_topics(topics).values():
        future.result(10)


@contextmanager
def standing_still(brokers: Mortals, name: str) -> Iterator[None]:
    """One that neither works nor is gone."""
    pid = brokers.processes()[name].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
        all_stand(brokers)


def all_stand(brokers: Mortals) -> None:
    """Wait until the others take all three for alive: topics get their copies on those that are."""
    admin, until = AdminClient({"bootstrap.servers": brokers.variables()["MC_KAFKA"]}), time.monotonic() + 60
    while len(admin.list_topics(timeout=10).brokers) < 3 and time.monotonic() < until:
        time.sleep(0.2)


def all_of(log: KafkaLog, count: int) -> list[Record]:
    """The first so many records, as reading hands them out."""
    read, until = list[Record](), time.monotonic() + 60
    while len(read) < count and time.monotonic() < until:
        read += log.read(("dde", "acc"), after(read), 10)
    return read


def test_what_waits_for_a_copy_comes_before_what_was_taken_in_later_elsewhere(brokers: Mortals) -> None:
    where, prefix = brokers.variables()["MC_KAFKA"], "still."
    laid(where, prefix, {"dde": [1, 2]})
    with closing(KafkaLog(where, prefix)) as log, closing(KafkaLog(where, prefix)) as other:
        taken = [one for topic in ("dde", "acc") for one in log.append([Message(topic, "i1", b"before")])]
        taken += other.append([Message("acc", "i1", b"before too")])
        assert len(all_of(log, 3)) == 3
        with ThreadPoolExecutor(2) as pool, standing_still(brokers, "kafka-3"):
            waiting = pool.submit(other.append, [Message("acc", "i1", b"waits for its third copy")])
            time.sleep(0.5)
            reading = pool.submit(all_of, log, 5)
            taken += log.append([Message("dde", "i1", b"needs two")])
            assert not waiting.done()
            taken += waiting.result()
            read = reading.result()
    assert read == sorted(taken, key=lambda record: record.accepted)
    assert [record.topic for record in read[-2:]] == ["acc", "dde"]


def test_nothing_is_lost_or_doubled_when_a_broker_is_killed_and_it_is_over_soon(brokers: Mortals) -> None:
    brokers.revive(brokers.names)  # a second try comes after it was killed
    all_stand(brokers)
    with closing(KafkaLog(brokers.variables()["MC_KAFKA"], f"loss-{time.time_ns()}.")) as log:
        loss = loss_of("kafka-2", brokers, log, RATE // 2, after_s=10)
        print(f"{loss.events} events, the longest append took {loss.stall_s:.1f} s")
        assert loss.events > 2_000
        assert (loss.lost, loss.doubled, loss.in_order) == (0, 0, True)
        assert loss.stall_s < 15
