"""Back-pressure: whoever writes to a slow store reads slowly, and what was fetched ahead of it stays bounded."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog
from app.domain.partitions import partition_of
from app.ports import Message
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka")

SIZE, COUNT = 4_000, 24_000
"""Nearly 100 MB lie on the log, in six partitions."""
MOST = 80_000_000
"""Bytes by which the reader may grow: 16 MB that its library fetches ahead, 4 MB of each partition that it sorts by
acceptance, and as much again for what memory is worth when it is given back in pieces."""
READER = """
import json, sys, time
import psutil
from app.adapters.kafka_log import KafkaLog

log, me = KafkaLog(sys.argv[1], sys.argv[2]), psutil.Process()
positions, number = {}, 0

def read(limit):
    global number
    records = log.read(("dde", "bdv", "acc"), positions, limit)
    positions.update({f"{r.topic}-{r.partition}": r.offset + 1 for r in records})
    number += len(records)
    return len(records)

def told(what):
    ahead = max(sum(map(len, stream._lanes.values())) for stream in log._streams._free)
    print(json.dumps({"what": what, "rss": me.memory_info().rss, "ahead": ahead, "read": number}), flush=True)

log.ends(("dde",))
before = me.memory_info().rss
read(1)
told("begun")
for _ in range(8):                      # the store is away: a batch is tried again and again, and none is read
    time.sleep(0.4)
    told("away")
for _ in range(30):                     # the store is slow: a small batch now and then
    read(50)
    time.sleep(0.05)
    told("slow")
while read(2_000):                      # the store is well again
    pass
told("over")
print(json.dumps({"what": "before", "rss": before, "ahead": 0, "read": number}))
"""


@pytest.fixture
def prefix(tmp_path: Path) -> Iterator[str]:
    """Of a log that holds a great deal."""
    log = KafkaLog(address("MC_KAFKA"), name := f"{namespace(tmp_path)}.")
    for start in range(0, COUNT, 2_000):
        numbers = range(start, start + 2_000)
        log.append([Message(("dde", "bdv", "acc")[n % 3], f"i{n % 2}", os.urandom(SIZE)) for n in numbers])
    yield name
    close(log)


def test_while_the_store_is_away_or_slow_little_is_fetched_ahead_and_in_the_end_everything_was_read(
    prefix: str,
) -> None:
    command = [sys.executable, "-c", READER, address("MC_KAFKA"), prefix]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    told = [json.loads(line) for line in said.stdout.splitlines()]
    before, over = told[-1], told[-2]
    begun = told[0]
    assert partition_of("dde", "i0") != partition_of("dde", "i1")
    away, slow = ([one for one in told if one["what"] == what] for what in ("away", "slow"))
    assert max(one["rss"] for one in (begun, *away, *slow)) - before["rss"] < MOST
    assert {one["ahead"] for one in away} == {begun["ahead"]}
    assert max(one["ahead"] for one in slow) < COUNT / 2
    assert over["read"] == COUNT
