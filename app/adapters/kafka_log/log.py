"""The event log on Kafka: topics and partitions as they are, acceptance from the brokers' own stamps."""

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec
from confluent_kafka.admin import AdminClient

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.groups import Groups
from app.adapters.kafka_log.headers import written
from app.adapters.kafka_log.lanes import LANE_OF, known_lanes, named
from app.adapters.kafka_log.numbers import Numbers
from app.adapters.kafka_log.probe import Probe
from app.adapters.kafka_log.producer import Writer
from app.adapters.kafka_log.registry import Registry
from app.adapters.kafka_log.reports import Outgoing
from app.adapters.kafka_log.shape import Shape
from app.adapters.kafka_log.stamps import Stamps
from app.adapters.kafka_log.streams import Streams
from app.adapters.kafka_log.topics import drop_topics, make_topics
from app.domain.partitions import LANES, NAMES, ORDINALS, partition_of
from app.errors import SchemaAway, StoreUnavailable
from app.ports import Clock, Message, Positions, Record

GRACE_MS: Final = 100
"""How far the clocks of brokers and readers may differ for the order to be strict."""


def _now() -> int:
    return time.time_ns() // 1_000_000


class KafkaLog:
    """``app.ports.EventLog`` on the brokers at ``servers`` (host:port, comma separated).

    ``prefix`` stands before the names of topics and groups; topics are made at the first use. ``clock`` is the wall
    clock: records are stamped by the brokers, and readers only ask it what is over. ``patience_s``: how long brokers
    may be away before the log is unavailable; the loss of one of three takes them 3 to 9 s. ``registry``: where the
    schemas of the topics are agreed upon, if anywhere. The headers of messages say where they belong in a trace.
    """

    def __init__(
        self,
        servers: str,
        prefix: str,
        clock: Clock = _now,
        *,
        registry: Registry | None = None,
        patience_s: float = 15.0,
        grace_ms: int = GRACE_MS,
    ) -> None:
        self._remark = ""
        self._brokers = Brokers(servers, prefix, patience_s)
        self._numbers = Numbers(registry, prefix) if registry else None
        self._writer = Writer(self._brokers)
        self._streams = Streams(self._brokers, clock, grace_ms)
        self._groups = Groups(self._brokers)
        self._probe = Probe(self._brokers)
        self._shape = Shape(self._brokers, self._writer)
        self._stamps = Stamps(self._first_since)
        self._made = False
        self._lock = threading.Lock()

    def append(self, messages: Sequence[Message]) -> list[Record]:
        if not messages:
            return []
        known_lanes({message.topic for message in messages})
        self._prepare()
        lanes = [ORDINALS[m.topic, partition_of(m.topic, m.key)] for m in messages]
        out = self._numbers.out if self._numbers else bytes
        going = [
            Outgoing(lane, m.key.encode(), out(m.value), written(m.trace))
            for lane, m in zip(lanes, messages, strict=True)
        ]
        taken = self._writer.write(going)
        return [
            Record(
                m.topic,
                LANES[lane][1],
                place.offset,
                self._accepted(lane, place.offset, place.ms),
                m.key,
                m.value,
                m.trace,
            )
            for m, lane, place in zip(messages, lanes, taken, strict=True)
        ]

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        lanes = known_lanes(topics, shares)
        self._prepare()
        records = self._streams.read(lanes, {lane: max(after.get(NAMES[lane], 0), 0) for lane in lanes}, limit)
        return records if self._numbers is None else _with_our_numbers(records, self._numbers)

    def wait(self, timeout_s: float) -> None:
        self._streams.rest(timeout_s)

    def commit(self, group: str, positions: Positions) -> None:
        self._prepare()
        self._groups.commit(group, _by_lane(positions))

    def committed(self, group: str) -> dict[str, int]:
        self._prepare()
        return self._groups.committed(group)

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        lanes = known_lanes(topics)
        self._prepare()
        with self._brokers.plain_errors(), self._lock:
            return named(self._probe.ends(lanes))

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        lanes = known_lanes(topics)
        self._prepare()
        with self._brokers.plain_errors(), self._lock:
            ends = self._probe.ends(lanes)
            return named(self._probe.first(self._shape.since(ends, known_ms)))

    def trim(self, before: Positions) -> int:
        """As the port has it; what went is counted in offsets, the marks of transactions among them."""
        self._prepare()
        with self._lock:
            return self._shape.trim(_by_lane(before))

    def begin(self, positions: Positions, accepted: int) -> None:
        """As the port has it. Raises BadRequest when the brokers' clock is not past ``accepted``."""
        self._prepare()
        with self._lock:
            self._shape.begin(_by_lane(positions), self._probe.ends(range(len(LANES))), accepted)

    def remark(self) -> str:
        self._prepare()
        return self._remark

    def ping(self) -> None:
        with self._brokers.plain_errors():
            self._brokers.admin().list_topics(timeout=min(2.0, self._brokers.patience_s))

    def close(self) -> None:
        if not self._brokers.closed:
            self._brokers.close()
            self._writer.close()
            self._streams.close()

    def drop(self) -> None:
        """Remove topics and groups with all that they hold."""
        drop_topics(self._brokers)
        with self._brokers.plain_errors():
            self._groups.drop(AdminClient(self._brokers.config()))

    def _prepare(self) -> None:
        if not self._made or self._brokers.closed:
            self._brokers.admin()
            self._remark = make_topics(self._brokers)
            if self._numbers is not None:
                self._numbers.settle()
            self._made = True

    def _accepted(self, lane: int, offset: int, ms: int) -> int:
        with self._brokers.lock:
            return self._stamps.accepted(lane, offset, ms, follows=False)

    def _first_since(self, lane: int, ms: int) -> int:
        return self._brokers.since([lane], ms).get(lane, 1 << 62)


def _with_our_numbers(records: Sequence[Record], numbers: Numbers) -> list[Record]:
    """The records before the first that nobody can be asked about now. Raises SchemaAway when there are none."""
    known = list[Record]()
    for record in records:
        try:
            known.append(msgspec.structs.replace(record, value=numbers.home(record.value)))
        except StoreUnavailable as flaw:
            if known:
                break
            place = f"{record.topic}-{record.partition} at {record.offset}"
            raise SchemaAway(f"{flaw}; a message in a schema never met waits in {place}", record.partition) from flaw
    return known


def _by_lane(positions: Mapping[str, int]) -> dict[int, int]:
    return {LANE_OF[name]: max(offset, 0) for name, offset in positions.items()}
