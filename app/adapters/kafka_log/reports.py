"""What goes to the brokers, and what they say of it."""

import time
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from app.adapters.kafka_log.topics import LARGEST
from app.errors import BadRequest, StoreUnavailable


class Taken(NamedTuple):
    """Where a message came to lie, and the time in ms at which the brokers took it in."""

    offset: int
    ms: int


class Outgoing(NamedTuple):
    """A message for a lane. One with neither key nor value fills an offset and is nobody's record."""

    lane: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


class Reports:
    """What the brokers say of each message."""

    def __init__(self, count: int) -> None:
        self.open = count
        self.flaw: KafkaError | None = None
        self._taken: list[Taken | None] = [None] * count

    def told(self, number: int, flaw: KafkaError | None, message: Message) -> None:
        self.open -= 1
        if flaw is not None:
            self.flaw = flaw
        else:
            self._taken[number] = Taken(message.offset() or 0, message.timestamp()[1])

    def all(self) -> list[Taken]:
        if self.flaw is not None:
            raise KafkaException(self.flaw)
        taken = [place for place in self._taken if place is not None]
        if len(taken) < len(self._taken):
            raise StoreUnavailable("Kafka did not say in time whether it took the messages in")
        return taken


def patiently(producer: Producer, send: "partial[None]", size: int, patience_s: float) -> None:
    """Hand a message over; while the producer's own queue is full, wait for room."""
    until = time.monotonic() + patience_s
    while True:
        try:
            return send()
        except BufferError as full:
            if time.monotonic() > until:
                raise StoreUnavailable("Kafka takes nothing in; the queue of this process is full") from full
            producer.poll(0.05)
        except KafkaException as flaw:
            if flaw.args[0].code() != KafkaError.MSG_SIZE_TOO_LARGE:
                raise
            raise BadRequest(f"a message takes at most {LARGEST} bytes on the event log, found {size}") from flaw
