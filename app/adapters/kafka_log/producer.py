"""Writing to the log: one message plainly, several as one transaction; told once the brokers have them safe."""

import os
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple
from uuid import uuid4

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from app.adapters.kafka_log.brokers import Brokers, PerProcess
from app.adapters.kafka_log.topics import LARGEST
from app.errors import BadRequest, StoreUnavailable

_SAFE: Final = {
    "acks": "all",
    "enable_idempotence": True,
    "compression_type": "lz4",
    "message_max_bytes": LARGEST,
    "allow_auto_create_topics": False,
}
_STUCK_MS: Final = 10_000
"""After so long the brokers undo a transaction whose producer says nothing any more; readers wait for that."""
_CALM_S: Final = 0.003


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


class Writer:
    """Writes to the topics of one log; any thread may."""

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._lock = threading.Lock()
        self._plain = PerProcess(brokers, self._plain_producer)
        self._joined = PerProcess(brokers, self._joined_producer)

    def write(self, messages: Sequence[Outgoing]) -> list[Taken]:
        """Take all messages in, or none. What is told here can be read from now on. Raises StoreUnavailable: then one
        alone, or all, may still have come in."""
        with self._brokers.plain_errors():
            if len(messages) == 1:
                return self.pour(messages)
            with self._lock:
                taken = self._together(messages)
            self._await_sight({message.lane: place.offset for message, place in zip(messages, taken, strict=True)})
            return taken

    def pour(self, messages: Sequence[Outgoing]) -> list[Taken]:
        """Take the messages in one by one, each for itself."""
        producer, reports = self._plain.get(), _Reports(len(messages))
        self._send(producer, messages, reports)
        until = time.monotonic() + self._brokers.patience_s * 2
        while reports.open and time.monotonic() < until:
            producer.poll(0.01)
        if reports.flaw is not None and reports.flaw.fatal():
            self._discard(self._plain)
        return reports.all()

    def close(self) -> None:
        """Let go of the producers of this process."""
        self._discard(self._plain)
        self._discard(self._joined)

    def _together(self, messages: Sequence[Outgoing]) -> list[Taken]:
        producer, reports = self._joined.get(), _Reports(len(messages))
        try:
            producer.begin_transaction()
            self._send(producer, messages, reports)
            self._commit(producer)
        except BaseException:
            self._undo(producer)
            raise
        return reports.all()

    def _send(self, producer: Producer, messages: Sequence[Outgoing], reports: "_Reports") -> None:
        topics = self._brokers.lanes
        for number, (lane, key, value, headers) in enumerate(messages):
            place = topics.partition(lane)
            told = partial(reports.told, number)
            send = partial(
                producer.produce, place.topic, value, key, place.partition, told, headers=[*headers] or None
            )
            _patiently(producer, send, len(value or b""), self._brokers.patience_s)

    def _commit(self, producer: Producer) -> None:
        until = time.monotonic() + self._brokers.patience_s * 2
        while True:
            try:
                return producer.commit_transaction(self._brokers.patience_s)
            except KafkaException as flaw:
                if not flaw.args[0].retriable() or time.monotonic() > until:
                    raise

    def _undo(self, producer: Producer) -> None:
        """Undo the transaction. Where even that fails the producer goes: the next one, of the same name, ends it."""
        try:
            producer.abort_transaction(self._brokers.patience_s)
        except KafkaException:
            self._discard(self._joined)

    def _discard(self, kept: PerProcess[Producer]) -> None:
        if producer := kept.forget():
            producer.purge()
            producer.close()

    def _await_sight(self, last: Mapping[int, int]) -> None:
        """Wait until readers see what was committed: the brokers mark the partitions a moment after their word."""
        until = time.monotonic() + self._brokers.patience_s
        waiting = set(last)
        while waiting and time.monotonic() < until:
            stable = self._brokers.ends(waiting)
            waiting = {lane for lane in waiting if stable[lane] <= last[lane]}
            if waiting:
                time.sleep(_CALM_S)

    def _plain_producer(self) -> Producer:
        return Producer(self._brokers.config(**_SAFE, linger_ms=0, delivery_timeout_ms=self._patience_ms()))

    def _joined_producer(self) -> Producer:
        name = f"{self._brokers.lanes.prefix}{socket.gethostname()}.{os.getpid()}.{uuid4().hex[:8]}"
        producer = Producer(
            self._brokers.config(
                **_SAFE,
                linger_ms=1,
                transactional_id=name,
                transaction_timeout_ms=_STUCK_MS,
                delivery_timeout_ms=_STUCK_MS,
            )
        )
        producer.init_transactions(self._brokers.patience_s)
        return producer

    def _patience_ms(self) -> int:
        return round(self._brokers.patience_s * 1000)


class _Reports:
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


def _patiently(producer: Producer, send: "partial[None]", size: int, patience_s: float) -> None:
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
