"""The topics of the log, made from code by whoever comes first (domain 3.2)."""

import logging
import time
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ClusterMetadata, NewTopic

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.flaws import error_of
from app.adapters.kafka_log.topic_settings import (
    BY_BROKER,
    CLEANUP,
    IN_SYNC,
    RETENTION,
    STAMPS,
    Wanted,
    check,
    remarks,
    settings_of,
)
from app.domain.partitions import PARTITIONS
from app.errors import SetupError, StoreUnavailable

COPIES: Final = 3
SAFE: Final = 2
"""So many copies have a record when it counts as taken in."""
_DAY_MS: Final = 86_400_000
_GRACE_DAYS: Final = 7
_DAYS: Final = {"dde": 30, "bdv": 30, "acc": 30, "convergence": 90, "dlq": 90}
LARGEST: Final = 8 * 1024 * 1024
"""Bytes that one message may take."""
_ASK_S: Final = 5.0

_log = logging.getLogger(__name__)


def retention_ms(topic: str) -> int:
    """How long the brokers keep records. Ours are archived and trimmed when their days are over; the brokers' own
    knife is a week behind, so that it never takes what the archive has not got yet."""
    return (_DAYS[topic] + _GRACE_DAYS) * _DAY_MS


def make_topics(brokers: Brokers) -> str:
    """Make the topics that are missing, wait until each partition has a leader, and look at how all are set.

    Returns what differs from what they are made with and can be lived with, else nothing. Raises SetupError when a
    topic is there that the log cannot stand on, and StoreUnavailable.
    """
    with brokers.plain_errors():
        admin, names = brokers.admin(), brokers.lanes.topics
        found = _metadata(brokers, admin)
        copies = min(COPIES, len(found.brokers))
        missing = [topic for topic, name in names.items() if name not in found.topics]
        _create(admin, [_new(names[topic], topic, copies) for topic in missing])
        led = _all_led(brokers, admin)
        settings = settings_of(brokers)
        check(brokers, settings)
    said = [*_too_few(brokers, led), *remarks(brokers, settings, _wanted(copies))]
    for remark in said:
        _log.warning("%s: %s", brokers.where, remark)
    return "; ".join(said)


def drop_topics(brokers: Brokers) -> None:
    """Remove the topics with all that they hold."""
    with brokers.plain_errors():
        admin = AdminClient(brokers.config())
        for future in admin.delete_topics([*brokers.lanes.topics.values()]).values():
            try:
                future.result(_ASK_S)
            except KafkaException as flaw:
                if error_of(flaw) != KafkaError.UNKNOWN_TOPIC_OR_PART:
                    raise


def _metadata(brokers: Brokers, admin: AdminClient) -> ClusterMetadata:
    return admin.list_topics(timeout=min(_ASK_S, brokers.patience_s))


def _new(name: str, topic: str, copies: int) -> NewTopic:
    return NewTopic(
        name,
        num_partitions=PARTITIONS[topic],
        replication_factor=copies,
        config={
            STAMPS: BY_BROKER,
            IN_SYNC: str(_in_sync(copies)),
            RETENTION: str(retention_ms(topic)),
            CLEANUP: "delete",
            "max.message.bytes": str(LARGEST),
        },
    )


def _create(admin: AdminClient, topics: list[NewTopic]) -> None:
    for future in (admin.create_topics(topics) if topics else {}).values():
        try:
            future.result(_ASK_S)
        except KafkaException as flaw:
            if error_of(flaw) != KafkaError.TOPIC_ALREADY_EXISTS:
                raise


def _all_led(brokers: Brokers, admin: AdminClient) -> ClusterMetadata:
    """What a broker says once it knows a leader for each partition; another one may not know of new topics yet."""
    until = time.monotonic() + brokers.patience_s
    found = _metadata(brokers, admin)
    while waiting := [topic for topic in PARTITIONS if not _led(brokers, topic, found)]:
        if time.monotonic() > until:
            raise StoreUnavailable(f"{brokers.where}: topic {brokers.lanes.topics[waiting[0]]} has no leader yet")
        time.sleep(0.02)
        found = _metadata(brokers, admin)
    return found


def _led(brokers: Brokers, topic: str, found: ClusterMetadata) -> bool:
    name = brokers.lanes.topics[topic]
    if name not in found.topics or not (partitions := found.topics[name].partitions):
        return False
    if len(partitions) != PARTITIONS[topic]:
        raise SetupError(
            f"{brokers.where}: topic {name} has {len(partitions)} partitions and needs {PARTITIONS[topic]}, since a "
            "key has its partition for good: set another MC_NAMESPACE, or make the topic anew"
        )
    return all(partition.leader >= 0 for partition in partitions.values())


def _in_sync(copies: int) -> int:
    return min(SAFE, max(1, copies - 1))


def _wanted(copies: int) -> Wanted:
    return Wanted(_in_sync(copies), {topic: retention_ms(topic) for topic in PARTITIONS})


def _too_few(brokers: Brokers, found: ClusterMetadata) -> list[str]:
    """Topics of which there are fewer copies than there should be, by their own making or for want of brokers."""
    names = brokers.lanes.topics.values()
    copies = {name: min(len(part.replicas) for part in found.topics[name].partitions.values()) for name in names}
    few = {name: number for name, number in copies.items() if number < COPIES}
    if not few:
        return []
    least = min(few.values())
    return [
        f"{len(few)} topics ({next(iter(few))}, …) have {least} cop{'ies' if least > 1 else 'y'} of each record and "
        f"not {COPIES}, on {len(found.brokers)} broker{'s' if len(found.brokers) > 1 else ''}: the loss of a broker "
        "can lose records"
    ]
