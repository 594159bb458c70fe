"""Several messages for one partition go as one batch, which brokers take in as a whole or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog
from app.domain.moments import known_ms
from app.domain.traces import Context
from app.ports import Message, Record
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[KafkaLog]:
    opened = KafkaLog(address("MC_KAFKA"), f"{namespace(tmp_path)}.")
    yield opened
    close(opened)


def messages(name: str, count: int) -> list[Message]:
    return [Message("dde", "i1", f"{name}/{n}".encode() * 20) for n in range(count)]


def stamps(records: list[Record]) -> set[int]:
    """The brokers stamp a batch once, with all that is in it."""
    return {known_ms(record.accepted) for record in records}


def offsets(records: list[Record]) -> list[int]:
    return [record.offset for record in records]


def test_they_lie_one_after_the_other_under_one_stamp_with_nothing_in_between(log: KafkaLog) -> None:
    told = [log.append(messages(f"batch {n}", 2_000)) for n in range(8)]
    assert [len(stamps(batch)) for batch in told] == [1] * 8
    assert offsets([record for batch in told for record in batch]) == list(range(8 * 2_000))
    assert log.read(["dde"], {}, 40_000) == [record for batch in told for record in batch]


def test_batches_of_several_threads_do_not_mix(log: KafkaLog) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = [*pool.map(lambda n: log.append(messages(f"thread {n}", 500)), range(24))]
    for batch in told:
        assert len(stamps(batch)) == 1
        assert offsets(batch) == [*range(batch[0].offset, batch[0].offset + 500)]
    assert sorted(offset for batch in told for offset in offsets(batch)) == list(range(24 * 500))


def test_more_than_fits_a_batch_is_taken_in_together_all_the_same(log: KafkaLog) -> None:
    told = log.append([Message("dde", "i1", bytes(900) + str(n).encode()) for n in range(9_000)])
    assert log.read(["dde"], {}, 10_000) == told


def test_messages_with_headers_too_long_for_a_batch_go_as_a_transaction(log: KafkaLog) -> None:
    trace = Context(baggage=f"key={'b' * 2_000}")
    told = log.append([Message("dde", "i1", str(n).encode(), trace) for n in range(4_900)])
    assert offsets(told) == list(range(4_900))
    (after,) = log.append(messages("after", 1))
    assert after.offset == 4_901  # between them lies the mark of the transaction
    assert [record.value for record in log.read(["dde"], {}, 5_000)][:-1] == [record.value for record in told]


def test_what_came_just_now_is_read_to_its_end_though_its_lane_rests_meanwhile(log: KafkaLog) -> None:
    for _ in range(3):
        told = log.append(messages("many", 4_900)) + log.append(messages("more", 4_900))
        begins = {"dde-7": told[0].offset}
        assert log.read(["dde"], begins, 10_000) == told
