"""Writing to the log: one message plainly, several for one partition as one batch, all else as one transaction; told
once the brokers have them safe."""

import os
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import uuid4

from confluent_kafka import KafkaException, Producer

from app.adapters.kafka_log.brokers import Brokers, PerProcess
from app.adapters.kafka_log.reports import Outgoing, Reports, Taken, patiently
from app.adapters.kafka_log.topics import LARGEST

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
_BATCH: Final = {
    "batch_num_messages": 10_000,
    "batch_size": LARGEST,
    "linger_ms": 60_000,
    "delivery_timeout_ms": 120_000,
}
"""Messages wait in the producer until all are there and it is told to send: so they go as one batch."""
_MANY, _MUCH = 5_000, LARGEST // 2
"""Messages, and bytes, that surely fit a batch."""


class Writer:
    """Writes to the topics of one log; any thread may."""

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._lock = threading.Lock()
        self._plain = PerProcess(brokers, self._plain_producer)
        self._joined = PerProcess(brokers, self._joined_producer)
        self._batching = threading.Lock()
        self._batched = PerProcess(brokers, lambda: Producer(brokers.config(**_SAFE, **_BATCH)))

    def write(self, messages: Sequence[Outgoing]) -> list[Taken]:
        """Take all messages in, or none. What is told here can be read from now on. Raises StoreUnavailable: then one
        alone, or all, may still have come in."""
        with self._brokers.plain_errors():
            if len(messages) == 1:
                return self.pour(messages)
            if _fit_a_batch(messages):
                return self._batch(messages)
            with self._lock:
                taken = self._together(messages)
            self._await_sight({message.lane: place.offset for message, place in zip(messages, taken, strict=True)})
            return taken

    def pour(self, messages: Sequence[Outgoing]) -> list[Taken]:
        """Take the messages in one by one, each for itself."""
        producer, reports = self._plain.get(), Reports(len(messages))
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
        self._discard(self._batched)

    def _batch(self, messages: Sequence[Outgoing]) -> list[Taken]:
        """Brokers take a batch in as a whole or not at all, for a fraction of what a transaction costs."""
        with self._batching:
            producer, reports = self._batched.get(), Reports(len(messages))
            try:
                self._send(producer, messages, reports)
                producer.flush(self._brokers.patience_s * 2)
                return reports.all()
            except BaseException:  # what still waits in there must not go with the next
                self._discard(self._batched)
                raise

    def _together(self, messages: Sequence[Outgoing]) -> list[Taken]:
        producer, reports = self._joined.get(), Reports(len(messages))
        try:
            producer.begin_transaction()
            self._send(producer, messages, reports)
            self._commit(producer)
        except BaseException:
            self._undo(producer)
            raise
        return reports.all()

    def _send(self, producer: Producer, messages: Sequence[Outgoing], reports: Reports) -> None:
        topics = self._brokers.lanes
        for number, (lane, key, value, headers) in enumerate(messages):
            place = topics.partition(lane)
            told = partial(reports.told, number)
            send = partial(
                producer.produce, place.topic, value, key, place.partition, told, headers=[*headers] or None
            )
            patiently(producer, send, len(value or b""), self._brokers.patience_s)

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


def _fit_a_batch(messages: Sequence[Outgoing]) -> bool:
    if len(messages) > _MANY or any(message.lane != messages[0].lane for message in messages):
        return False
    return sum(map(_size, messages)) <= _MUCH


def _size(message: Outgoing) -> int:
    """About how many bytes it takes, uncompressed; headers come from outside and may be long."""
    headers = sum(len(name) + len(value) + 10 for name, value in message.headers)
    return len(message.value or b"") + len(message.key or b"") + headers + 100
