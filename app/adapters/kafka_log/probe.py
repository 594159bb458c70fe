"""Looking at single places of partitions: where is the first record from here on, where is the last."""

import time
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from confluent_kafka import KafkaError, Message

from app.adapters.kafka_log.brokers import Brokers
from app.errors import StoreUnavailable

_NEAR: Final = 2
"""A partition mostly ends with a record, or with one and the mark of its transaction."""
_WIDER: Final = 64


class Span(NamedTuple):
    """The first and the last record of a stretch."""

    first: int
    last: int


class Probe:
    """Looks at the lanes of one log. The ends that were found are remembered; one thread at a time may ask."""

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._known: dict[int, tuple[int, int]] = {}

    def ends(self, lanes: Iterable[int]) -> dict[int, int]:
        """The offset after the last record of each lane that ever held one. What Kafka calls the end of a partition
        counts the marks of transactions too, so that whoever has read everything would never be there."""
        settled = {lane: end for lane, end in self._brokers.ends(lanes).items() if end > 0}
        changed = {lane: end for lane, end in settled.items() if self._known.get(lane, (-1, 0))[0] != end}
        starts = self._brokers.starts(changed)
        for lane, end in self._last(starts, changed).items():
            self._known[lane] = (settled[lane], end)
        return {lane: self._known[lane][1] for lane in settled if self._known[lane][1] > 0}

    def first(self, stretches: Mapping[int, tuple[int, int]]) -> dict[int, int]:
        """The offset of the first record of each stretch (from, to); ``to`` when there is none."""
        found = self._spans({lane: stretch for lane, stretch in stretches.items() if stretch[0] < stretch[1]})
        return {lane: found[lane].first if lane in found else to for lane, (_, to) in stretches.items()}

    def _last(self, starts: Mapping[int, int], ends: Mapping[int, int]) -> dict[int, int]:
        """The offset after the last record of each lane, looked for from the end in ever wider steps."""
        after = {lane: end for lane, end in ends.items() if starts[lane] >= end}
        width = _NEAR
        while open_ := {lane: max(starts[lane], end - width) for lane, end in ends.items() if lane not in after}:
            found = self._spans({lane: (start, ends[lane]) for lane, start in open_.items()}, whole=True)
            after |= {lane: span.last + 1 for lane, span in found.items()}
            after |= {lane: start for lane, start in open_.items() if lane not in found and start == starts[lane]}
            width *= _WIDER
        return after

    def _spans(self, stretches: Mapping[int, tuple[int, int]], *, whole: bool = False) -> dict[int, Span]:
        """The records of each stretch: the first, and the last if the whole stretch is asked about."""
        found: dict[int, Span] = {}
        if not stretches:
            return found
        consumer, open_ = self._brokers.consumer(fetch_wait_max_ms=20, queued_min_messages=1), dict(stretches)
        until = time.monotonic() + self._brokers.patience_s
        try:
            consumer.assign(self._brokers.lanes.partitions({lane: start for lane, (start, _) in stretches.items()}))
            while open_:
                if time.monotonic() > until:
                    raise StoreUnavailable(f"{self._brokers.where} does not show its records")
                for message in consumer.consume(500, 0.01):
                    self._meet(message, open_, found, whole)
        finally:
            consumer.close()
        return found

    def _meet(self, message: Message, open_: dict[int, tuple[int, int]], found: dict[int, Span], whole: bool) -> None:
        lane, offset = self._brokers.lanes.of(message.topic(), message.partition()), message.offset()
        if lane not in open_ or offset is None:
            return
        over = offset >= open_[lane][1]
        if flaw := message.error():
            over = over or flaw.code() == KafkaError._PARTITION_EOF
        elif not over:
            found[lane] = Span(found[lane].first if lane in found else offset, offset)
            over = not whole or offset == open_[lane][1] - 1
        if over:
            del open_[lane]
