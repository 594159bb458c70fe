"""Partitions as Kafka names them, and as the log counts them: a *lane* is the number of one in ``LANES``."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from confluent_kafka import TopicPartition

from app.domain.partitions import LANES, NAMES, ORDINALS, PARTITIONS, lanes_of
from app.errors import BadRequest

LANE_OF: Final[Mapping[str, int]] = {name: lane for lane, name in enumerate(NAMES)}


class Lanes:
    """The topics of one log; ``prefix`` stands before each of their names, and before those of its groups."""

    def __init__(self, prefix: str) -> None:
        self.prefix: Final = prefix
        self.topics: Final = {topic: f"{prefix}{topic}" for topic in PARTITIONS}
        self._lanes: Final = {
            (name, number): ORDINALS[topic, number]
            for topic, name in self.topics.items()
            for number in range(PARTITIONS[topic])
        }

    def partition(self, lane: int, offset: int = 0) -> TopicPartition:
        """The lane as Kafka wants it told, at this offset."""
        topic, number = LANES[lane]
        return TopicPartition(self.topics[topic], number, offset)

    def partitions(self, offsets: Mapping[int, int]) -> list[TopicPartition]:
        """Each of these lanes at its offset."""
        return [self.partition(lane, offset) for lane, offset in offsets.items()]

    def of(self, topic: str | None, number: int | None) -> int:
        """The lane that Kafka means; -1 for a partition that is none of ours."""
        return self._lanes.get((topic or "", -1 if number is None else number), -1)


def known_lanes(topics: Iterable[str], shares: Collection[int] | None = None) -> list[int]:
    """The lanes of these topics (of these shares only). Raises BadRequest for a topic that the log does not have."""
    try:
        return lanes_of(topics, shares)
    except KeyError as unknown:
        raise BadRequest(f"there is no topic {unknown} on the event log") from unknown


def named(offsets: Mapping[int, int]) -> dict[str, int]:
    """Offsets by lane as the positions of the port."""
    return {NAMES[lane]: offset for lane, offset in sorted(offsets.items())}
