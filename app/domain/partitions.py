"""Topics and their partitions (domain 3.2): which one a key belongs to, and one number for each.

Every log must place records and number partitions in this way, so that acceptances (see
``app.domain.moments``) are the same whichever log carried the record.
"""

import zlib
from collections.abc import Collection, Iterable
from typing import Final

PARTITIONS: Final = {"dde": 12, "bdv": 12, "acc": 12, "convergence": 12, "dlq": 6}
"""How many partitions each topic has. A topic added later goes to the end, up to 64 partitions in all."""

LANES: Final = tuple((topic, number) for topic, count in PARTITIONS.items() for number in range(count))
"""All partitions of all topics; the place in this list is the partition's number within acceptances."""

ORDINALS: Final = {lane: ordinal for ordinal, lane in enumerate(LANES)}

SHARES: Final = frozenset(range(PARTITIONS["dde"]))
"""What the stream is divided into among workers: share p is partition p of each topic that is keyed by iteration."""

NAMES: Final = tuple(f"{topic}-{number}" for topic, number in LANES)
"""The name of each partition, as positions use it."""


def partition_of(topic: str, key: str) -> int:
    """The partition of the topic that holds every record with this key (CRC-32 modulo the count)."""
    return zlib.crc32(key.encode()) % PARTITIONS[topic]


def share_of(iteration: str) -> int:
    """The share that holds everything of this iteration."""
    return partition_of("dde", iteration)


def is_in(name: str, shares: Collection[int] | None) -> bool:
    """Whether the partition of this name belongs to one of the shares; ``None`` means all of them."""
    return shares is None or int(name.rpartition("-")[2]) in shares


def lanes_of(topics: Iterable[str], shares: Collection[int] | None = None) -> list[int]:
    """The numbers of all partitions of these topics (of these shares only). Raises KeyError for an unknown topic."""
    wanted = set(topics)
    if unknown := wanted - PARTITIONS.keys():
        raise KeyError(min(unknown))
    found = ((ordinal, number) for ordinal, (topic, number) in enumerate(LANES) if topic in wanted)
    return [ordinal for ordinal, number in found if shares is None or number in shares]
