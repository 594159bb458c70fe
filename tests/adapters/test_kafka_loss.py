"""The loss of one broker of three under load loses nothing, doubles nothing, and is over soon.

It kills a broker, so it wants a set of its own: ``MC_SERVERS=FOLDER MC_SERVERS_SHIFT=1000 python -m servers start
kafka``, and ``MC_MORTAL_KAFKA=FOLDER`` for the test, which brings the set up again when it is done.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.adapters.kafka_log import KafkaLog
from app.ports import Message, Record
from tests.contracts.log_records import after

FOLDER = os.environ.get("MC_MORTAL_KAFKA", "")
BROKERS = "127.0.0.1:20092,127.0.0.1:20093,127.0.0.1:20094"
STREAMS = ("dde", "bdv", "acc")
pytestmark = pytest.mark.skipif(not FOLDER, reason="MC_MORTAL_KAFKA names no set of brokers that may be killed")


def servers(*words: str) -> None:
    settings = {**os.environ, "MC_SERVERS": FOLDER, "MC_SERVERS_SHIFT": "1000"}
    subprocess.run([sys.executable, "-m", "servers", *words], env=settings, check=True)


@pytest.fixture
def log() -> Iterator[KafkaLog]:
    servers("start", "kafka")
    opened = KafkaLog(BROKERS, f"loss{time.time_ns()}.")
    opened.ends(STREAMS)
    yield opened
    opened.close()
    servers("start", "kafka")
    opened.drop()


def write(log: KafkaLog, name: str, size: int, over: Event) -> tuple[list[str], float]:
    """Append until it is over; what was taken in, and the longest wait for one append."""
    told, longest = list[str](), 0.0
    while not over.is_set():
        values = [f"{name} {len(told) + n}" for n in range(size)]
        batch = [Message(STREAMS[n % 3], f"{name}-{n % 5}", value.encode()) for n, value in enumerate(values)]
        started = time.monotonic()
        log.append(batch)
        longest = max(longest, time.monotonic() - started)
        told += values
    return told, longest


def follow(log: KafkaLog, over: Event) -> list[Record]:
    seen, positions = list[Record](), dict[str, int]()
    while True:
        last = over.is_set()
        batch = log.read(STREAMS, positions, 5000)
        seen += batch
        positions |= after(batch)
        if last and not batch:
            return seen


@pytest.mark.timeout(400)
@pytest.mark.parametrize("victim", ["kafka-1", "kafka-2", "kafka-3"])
def test_nothing_is_lost_or_doubled_when_a_broker_is_killed(log: KafkaLog, victim: str) -> None:
    over, read = Event(), Event()
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, log, name, size, over) for name, size in (("a", 100), ("b", 100), ("c", 1))]
        reader = pool.submit(follow, log, read)
        time.sleep(5)
        servers("kill", victim)
        time.sleep(15)
        over.set()
        told = [writer.result() for writer in writers]
        read.set()
        seen = reader.result()
    stall = max(longest for _, longest in told)
    print(f"{victim}: {len(seen)} records, the longest append took {stall:.1f} s")
    assert sorted(r.value.decode() for r in seen) == sorted(value for values, _ in told for value in values)
    assert [r.accepted for r in seen] == sorted({r.accepted for r in seen})
    assert stall < 15
