"""The topics of the log, made from code by whoever comes first (domain 3.2)."""

import logging
import time
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ClusterMetadata, ConfigResource, NewTopic, ResourceType

from app.adapters.kafka_log.brokers import Brokers, error_of
from app.domain.partitions import PARTITIONS
from app.errors import SetupError, StoreUnavailable

COPIES: Final = 3
IN_SYNC: Final = 2
_DAY_MS: Final = 86_400_000
_GRACE_DAYS: Final = 7
_DAYS: Final = {"dde": 30, "bdv": 30, "acc": 30, "convergence": 90, "dlq": 90}
LARGEST: Final = 8 * 1024 * 1024
"""Bytes that one message may take."""
_STAMPS: Final = "message.timestamp.type"
_ASK_S: Final = 5.0

_log = logging.getLogger(__name__)


def retention_ms(topic: str) -> int:
    """How long the brokers keep records. Ours are archived and trimmed when their days are over; the brokers' own
    knife is a week behind, so that it never takes what the archive has not got yet."""
    return (_DAYS[topic] + _GRACE_DAYS) * _DAY_MS


def make_topics(brokers: Brokers) -> str:
    """Make the topics that are missing, and wait until each partition has a leader.

    Returns a remark about copies when there are fewer brokers than copies wanted, else nothing. Raises SetupError
    when a topic is there that the log cannot stand on, and StoreUnavailable.
    """
    with brokers.plain_errors():
        admin, names = brokers.admin(), brokers.lanes.topics
        found = _metadata(brokers, admin)
        copies = min(COPIES, len(found.brokers))
        missing = [topic for topic, name in names.items() if name not in found.topics]
        _create(admin, [_new(names[topic], topic, copies) for topic in missing])
        _await_leaders(brokers, admin)
        _check_stamps(brokers)
    return _remark(brokers, copies)


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
            _STAMPS: "LogAppendTime",
            "min.insync.replicas": str(min(IN_SYNC, max(1, copies - 1))),
            "retention.ms": str(retention_ms(topic)),
            "cleanup.policy": "delete",
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


def _await_leaders(brokers: Brokers, admin: AdminClient) -> None:
    until = time.monotonic() + brokers.patience_s
    while waiting := [topic for topic in PARTITIONS if not _led(brokers, topic, _metadata(brokers, admin))]:
        if time.monotonic() > until:
            raise StoreUnavailable(f"{brokers.where}: topic {brokers.lanes.topics[waiting[0]]} has no leader yet")
        time.sleep(0.02)


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


def _check_stamps(brokers: Brokers) -> None:
    """A topic that somebody else made must let the brokers stamp: acceptance is the time of the log."""
    asked = [ConfigResource(ResourceType.TOPIC, name) for name in brokers.lanes.topics.values()]
    for resource, config in brokers.ask(lambda admin: admin.describe_configs(asked)).items():
        if config[_STAMPS].value != "LogAppendTime":
            raise SetupError(
                f"{brokers.where}: topic {resource.name} keeps the times of its producers: set its {_STAMPS} to "
                "LogAppendTime"
            )


def _remark(brokers: Brokers, copies: int) -> str:
    if copies == COPIES:
        return ""
    remark = (
        f"{brokers.where} has {copies} broker{'s' if copies > 1 else ''}: new topics have {copies} and not {COPIES} "
        "copies of each record, so the loss of a broker can lose records"
    )
    _log.warning(remark)
    return remark
