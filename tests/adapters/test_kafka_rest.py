"""Who has read all there is rests until something comes, in a partition that never held anything too."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog
from tests.contracts.log_records import ALL, after, messages, values
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka")
LONG_S = 60.0


@pytest.fixture
def log(tmp_path: Path) -> Iterator[KafkaLog]:
    opened = KafkaLog(address("MC_KAFKA"), f"{namespace(tmp_path)}.")
    yield opened
    close(opened)


def test_who_rests_is_woken_and_reads_what_came(log: KafkaLog) -> None:
    positions = after(log.append(messages("before")))
    assert log.read(ALL, positions, 10) == []
    for key in ("i1", "another"):
        teller = threading.Timer(1.0, lambda key=key: log.append(messages("came", key=key)))
        teller.start()
        began = time.monotonic()
        while not (came := log.read(ALL, positions, 10)):
            log.wait(LONG_S)
        assert time.monotonic() - began < LONG_S
        assert values(came) == ["came"]
        positions |= after(came)
        teller.join()
