"""Raw events leave the log when they are old enough, and not before they are in the archive (R-37)."""

from collections.abc import Collection, Iterable, Mapping
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


class Seen(msgspec.Struct, frozen=True):
    """How far one who reads these topics has come with them."""

    topics: Collection[str]
    positions: Positions


def retain(log: EventLog, archive: Archive, readers: Iterable[Seen], before: Mapping[str, int]) -> Retained:
    """Archive, then trim, what was accepted before the time of its topic (ms) and every reader of it is past."""
    bounds = _bounds(log, list(readers), before)
    archived = sum(_kept(log, archive, topic, bounds) for topic in TOPICS)
    safe = archive.ends(TOPICS)
    return Retained(archived, log.trim({name: min(end, safe.get(name, 0)) for name, end in bounds.items()}))


def _bounds(log: EventLog, readers: list[Seen], before: Mapping[str, int]) -> dict[str, int]:
    """Per partition the position of the first record that has to stay."""
    bounds: dict[str, int] = {}
    for topic in TOPICS:
        ends = log.ends((topic,))
        young = log.seek((topic,), before[topic])
        for name, end in ends.items():
            seen = min((one.positions.get(name, 0) for one in readers if topic in one.topics), default=end)
            bounds[name] = min(young.get(name, end), seen)
    return bounds


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
