"""Topics and their partitions (domain 3.2): which one a key belongs to, and one number for each.

Every log must place records and number partitions in this way, so that acceptances (see
``app.domain.moments``) are the same whichever log carried the record.
"""

import zlib
from collections.abc import Iterable
from typing import Final

PARTITIONS: Final = {"dde": 12, "bdv": 12, "acc": 12, "convergence": 12, "dlq": 6}
"""How many partitions each topic has. A topic added later goes to the end, up to 64 partitions in all."""

LANES: Final = tuple((topic, number) for topic, count in PARTITIONS.items() for number in range(count))
"""All partitions of all topics; the place in this list is the partition's number within acceptances."""

ORDINALS: Final = {lane: ordinal for ordinal, lane in enumerate(LANES)}

NAMES: Final = tuple(f"{topic}-{number}" for topic, number in LANES)
"""The name of each partition, as positions use it."""


def partition_of(topic: str, key: str) -> int:
    """The partition of the topic that holds every record with this key (CRC-32 modulo the count)."""
    return zlib.crc32(key.encode()) % PARTITIONS[topic]


def lanes_of(topics: Iterable[str]) -> list[int]:
    """The numbers of all partitions of these topics. Raises KeyError for an unknown topic."""
    wanted = set(topics)
    if unknown := wanted - PARTITIONS.keys():
        raise KeyError(min(unknown))
    return [ordinal for ordinal, (topic, _) in enumerate(LANES) if topic in wanted]
