"""Raw events leave the log when they are old enough, and not before they are in the archive (R-37)."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from app.domain.partitions import PARTITIONS
from app.ports import Archive, EventLog, Positions

PAGE: Final = 5_000
TOPICS: Final = tuple(PARTITIONS)


class Retained(msgspec.Struct, frozen=True):
    """How many records were archived, and how many left the log."""

    archived: int
    trimmed: int


def retain(
    log: EventLog, archive: Archive, consumers: Iterable[Mapping[str, int]], before: Mapping[str, int]
) -> Retained:
    """Archive, then trim, what was accepted before the time of its topic (ms) and every consumer is past.

    ``consumers`` are the positions of those that have to have seen a record before it may go.
    """
    bounds = _bounds(log, list(consumers), before)
    archived = sum(_kept(log, archive, topic, bounds) for topic in TOPICS)
    safe = archive.ends(TOPICS)
    return Retained(archived, log.trim({name: min(end, safe.get(name, 0)) for name, end in bounds.items()}))


def _bounds(log: EventLog, consumers: list[Mapping[str, int]], before: Mapping[str, int]) -> dict[str, int]:
    """Per partition the position of the first record that has to stay."""
    bounds: dict[str, int] = {}
    for topic in TOPICS:
        ends = log.ends((topic,))
        young = log.seek((topic,), before[topic])
        for name, end in ends.items():
            seen = min((positions.get(name, 0) for positions in consumers), default=end) if _read(topic) else end
            bounds[name] = min(young.get(name, end), seen)
    return bounds


def _read(topic: str) -> bool:
    """Whether consumers read the topic; what is only published waits for nobody."""
    return topic in ("dde", "bdv", "acc")


def _topic(partition: str) -> str:
    return partition.rpartition("-")[0]


def _kept(log: EventLog, archive: Archive, topic: str, bounds: Positions) -> int:
    """Archive the topic up to the bounds, a page at a time."""
    kept, positions = 0, dict(archive.ends((topic,)))
    while records := log.read((topic,), positions, PAGE):
        positions |= {f"{r.topic}-{r.partition}": r.offset + 1 for r in records}
        due = [r for r in records if r.offset < bounds.get(f"{r.topic}-{r.partition}", 0)]
        kept += archive.keep(due)
        if all(positions.get(name, 0) >= end for name, end in bounds.items() if _topic(name) == topic):
            break
    return kept
