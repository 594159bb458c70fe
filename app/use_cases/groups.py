"""Who reads the log: how far each group has come, how far that is behind, and who has which part of the stream."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from app.desk import Desk
from app.domain.events import STREAMS, TOPICS
from app.domain.moments import known_ms
from app.errors import StoreUnavailable
from app.ports import AuditBook, EventLog, GraphStore, MetricStore, Positions, SearchIndex
from app.use_cases.audit import AUDIT
from app.use_cases.progress import CONSUMER, JUDGE
from app.use_cases.snapshots import MEASURES, SEARCH

Keeper = GraphStore | MetricStore | SearchIndex | AuditBook

KEEPERS: Final[Mapping[str, str]] = {
    CONSUMER: "graph",
    JUDGE: "graph",
    MEASURES: "metrics",
    SEARCH: "search",
    AUDIT: "audit",
}
"""Each group, and the port behind which its position lies, beside what it makes."""
SHARED: Final = (CONSUMER, JUDGE)
"""What workers do who may divide the stream among themselves: who takes events in also judges them."""


class Behind(NamedTuple):
    """How many records a group has not taken in, and for how long (s) the oldest of them has waited."""

    records: int
    seconds: float


class Place(msgspec.Struct, frozen=True):
    """One partition: the next record that the group reads, and where the log ends."""

    partition: str
    position: int
    end: int


class Group(msgspec.Struct, frozen=True):
    """One group of readers. ``holders``: who has which shares of the stream, where several may divide it among
    themselves. ``away``: why its position cannot be told, and all else is not known then."""

    name: str
    keeper: str
    records: int = 0
    seconds: float = 0.0
    places: list[Place] = []
    holders: dict[str, list[int]] | None = None
    away: str = ""


def topics_of(group: str) -> tuple[str, ...]:
    """What the group reads."""
    return TOPICS if group == AUDIT else STREAMS


def behind(log: EventLog, topics: tuple[str, ...], place: Positions, ends: Positions, now: int) -> Behind:
    """How far who stands there is behind these ends (of these topics). Raises StoreUnavailable.

    Counted in positions, so on Kafka the marks of transactions count too while there is anything to read.
    """
    count = sum(max(0, end - place.get(name, 0)) for name, end in ends.items())
    oldest = log.read(topics, place, 1) if count else []
    if not oldest:
        return Behind(0, 0.0)
    return Behind(count, max(0, now - known_ms(oldest[0].accepted)) / 1000)


def groups(desk: Desk) -> list[Group]:
    """Every group. Raises StoreUnavailable when the log does not answer."""
    ends: dict[tuple[str, ...], Positions] = {topics: desk.log.ends(topics) for topics in (STREAMS, TOPICS)}
    return [_group(desk, name, ends[topics_of(name)]) for name in KEEPERS]


def _group(desk: Desk, name: str, ends: Positions) -> Group:
    keeper: Keeper = getattr(desk, KEEPERS[name])
    try:
        place = keeper.positions(name)
    except StoreUnavailable as flaw:
        return Group(name, KEEPERS[name], away=str(flaw))
    lag = behind(desk.log, topics_of(name), place, ends, desk.clock())
    return Group(name, KEEPERS[name], lag.records, lag.seconds, [*_places(place, ends)], _holders(desk, name))


def _holders(desk: Desk, name: str) -> dict[str, list[int]] | None:
    if name not in SHARED:
        return None
    found = desk.shares.holders(CONSUMER)
    return None if found is None else {who: sorted(shares) for who, shares in found.items()}


def _places(place: Positions, ends: Positions) -> Iterator[Place]:
    for name in sorted(ends, key=lambda partition: (partition.rpartition("-")[0], int(partition.rpartition("-")[2]))):
        yield Place(name, place.get(name, 0), ends[name])
