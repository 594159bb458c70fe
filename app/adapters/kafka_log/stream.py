"""One reader's way along the log: records of many partitions in the one order of their acceptance.

A record may go out when nothing older can come any more. So the *horizon*, a moment safely past, is taken first, and
the ends of all partitions after it: one that hides nothing (see ``tide``) and was read up to its end holds everything
up to the horizon; another one holds what lies before its last record. What is later than the least of these waits.
Offsets order a partition even where the brokers' clocks step back.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Final

from confluent_kafka import Consumer, KafkaError, KafkaException, Message

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.headers import read
from app.adapters.kafka_log.lane import Lane
from app.adapters.kafka_log.stamps import Stamps
from app.adapters.kafka_log.tide import Tide, look
from app.domain.moments import known_ms, last_acceptance_of
from app.domain.onward import Onward
from app.domain.partitions import LANES
from app.domain.traces import NO_TRACE
from app.errors import StoreUnavailable
from app.ports import Clock, Record

_FETCH: Final = {
    "fetch_wait_max_ms": 100,
    "queued_min_messages": 2_000,
    "queued_max_messages_kbytes": 16 * 1024,
    "fetch_message_max_bytes": 512 * 1024,
}
"""A partition at its end is known to be so by the time at which its last record may go out; a bound on what lies in
memory."""
_MOST: Final = 1_000
_WAIT_S: Final = 0.02
_UNSURE_MS: Final = 20
_NEVER: Final = 1 << 62


class Stream:
    """A way along some topics, forwards alone; one thread at a time.

    Whoever wants to go back takes a new one: a consumer that is sent back may still hand out what it had fetched
    before, and nobody could tell. ``grace_ms``: how far the clocks of brokers and reader may differ. A reader whose
    own clock is behind theirs goes by their stamps.
    """

    def __init__(self, brokers: Brokers, lanes: Iterable[int], clock: Clock, grace_ms: int) -> None:
        self._brokers = brokers
        self._clock = Onward(clock, lambda: time.monotonic_ns() // 1_000_000)
        self._grace_ms = grace_ms
        self._lanes = {lane: Lane(lane) for lane in lanes}
        self._stamps = Stamps(self._first_since)
        self._consumer: Consumer = brokers.consumer(**_FETCH)

    @property
    def lanes(self) -> frozenset[int]:
        """The lanes it goes along."""
        return frozenset(self._lanes)

    def leads_to(self, after: Mapping[int, int]) -> bool:
        """Whether reading on from these offsets needs nothing that went by."""
        return all(lane.leads_to(after.get(number, 0)) for number, lane in self._lanes.items())

    def take(self, after: Mapping[int, int], limit: int) -> list[Record]:
        """Up to ``limit`` records at or past these offsets, to which the stream leads, the oldest first: all that
        could be read when it was called. When there are none, nothing that was accepted ``grace_ms`` before will come
        any more. Raises StoreUnavailable when they cannot be had in time."""
        for number, lane in self._lanes.items():
            lane.go_on(after.get(number, 0))
        tide, out, until = self._look(), list[Record](), time.monotonic() + 2 * self._brokers.patience_s
        goal = tide
        while True:
            out += self._ripe(limit - len(out), tide)
            if len(out) >= limit or self._reached(goal):
                return out
            if time.monotonic() > until:
                return out or self._give_up(tide)
            tide = self._onward(tide)

    def rest(self, seconds: float) -> None:
        """Return when something has come, after so long at the latest; in time for what was too fresh to go out."""
        self._assign(self._lanes)
        ahead = any(len(lane) for lane in self._lanes.values())
        self._fill(min(seconds, self._grace_ms / 1000) if ahead else seconds)

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close()

    def _reached(self, goal: Tide) -> bool:
        return all(lane.is_past(goal.settled[n]) and lane.sure >= goal.horizon for n, lane in self._lanes.items())

    def _onward(self, tide: Tide) -> Tide:
        """Read on; or, when all there was to read was read, or rests until what is here goes, wait until the horizon
        has moved and look again."""
        if any(not lane.paused and not lane.is_read(tide.settled[n]) for n, lane in self._lanes.items()):
            self._fill(_WAIT_S)
            return tide
        heads = [lane.head for lane in self._lanes.values() if lane.head is not None]
        late = known_ms(min(heads)) + self._grace_ms + 1 - self._clock() if heads else _UNSURE_MS
        self._fill(min(max(late, 5), self._grace_ms) / 1000)
        return self._look()

    def _ripe(self, limit: int, tide: Tide) -> list[Record]:
        for number in tide.calm:
            self._lanes[number].make_sure(tide.horizon, tide.settled[number])
        bound = min(lane.sure for lane in self._lanes.values())
        found = sorted(item for lane in self._lanes.values() for item in lane.ripe(bound, limit))[:limit]
        for _, number, _ in found:
            self._lanes[number].hand_out()
        self._regulate()
        return [record for _, _, record in found]

    def _look(self) -> Tide:
        horizon = last_acceptance_of(self._clock() - self._grace_ms)
        tide = look(self._brokers, self._lanes, horizon)
        self._assign(number for number, lane in self._lanes.items() if tide.settled[number] > lane.fetched)
        return tide

    def _assign(self, numbers: Iterable[int]) -> None:
        """Begin to read these lanes."""
        fresh = [number for number in numbers if not self._lanes[number].assigned]
        if fresh:
            places = [self._brokers.lanes.partition(number, self._lanes[number].fetched) for number in fresh]
            self._consumer.incremental_assign(places)
        for number in fresh:
            self._lanes[number].assigned = True

    def _fill(self, wait_s: float) -> None:
        """Take in what has come; wait so long when nothing has."""
        first = self._consumer.poll(wait_s)
        if first is not None:
            for message in (first, *self._consumer.consume(_MOST, 0)):
                self._take_in(message)
            self._regulate()

    def _take_in(self, message: Message) -> None:
        lane = self._lanes.get(self._brokers.lanes.of(message.topic(), message.partition()))
        offset = message.offset()
        if flaw := message.error():
            if flaw.fatal():
                raise KafkaException(flaw)
            if flaw.code() == KafkaError._PARTITION_EOF and lane is not None:
                lane.end = offset or 0
        elif lane is not None and offset is not None and lane.expects(offset):
            accepted = self._stamps.accepted(lane.number, offset, message.timestamp()[1])
            self._clock.saw(known_ms(accepted))
            if message.key() is None and message.value() is None:
                lane.skip(offset)
            else:
                lane.keep(_record(message, lane.number, offset, accepted))

    def _regulate(self) -> None:
        """Lanes that are far ahead of the others rest, so that what lies in memory is bounded."""
        for lane in self._lanes.values():
            if lane.assigned and lane.paused != lane.wants_rest():
                partition = [self._brokers.lanes.partition(lane.number)]
                (self._consumer.resume if lane.paused else self._consumer.pause)(partition)
                lane.paused = not lane.paused

    def _first_since(self, lane: int, ms: int) -> int:
        return self._brokers.since([lane], ms).get(lane, _NEVER)

    def _give_up(self, tide: Tide) -> list[Record]:
        behind = [n for n, lane in self._lanes.items() if not lane.is_read(tide.settled[n])]
        stirred = [n for n in self._lanes if n not in tide.calm]
        where = self._brokers.lanes.partition((behind or stirred or [*self._lanes])[0])
        why = "cannot be read" if behind else "holds an unfinished transaction, or records that are not copied yet"
        raise StoreUnavailable(f"{self._brokers.where}: {where.topic}-{where.partition} {why}")


def _record(message: Message, lane: int, offset: int, accepted: int) -> Record:
    topic, partition = LANES[lane]
    key = (message.key() or b"").decode("utf-8", "replace")
    trace = read([*headers]) if isinstance(headers := message.headers(), list) else NO_TRACE
    return Record(topic, partition, offset, accepted, key, message.value() or b"", trace)
