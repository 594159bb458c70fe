"""What topics that are there already must be set to, however they came to be, and what is said where they differ."""

from collections.abc import Mapping
from typing import Any, Final

from confluent_kafka.admin import ConfigResource, ResourceType

from app.adapters.kafka_log.brokers import Brokers
from app.errors import SetupError

STAMPS: Final = "message.timestamp.type"
BY_BROKER: Final = "LogAppendTime"
CLEANUP: Final = "cleanup.policy"
IN_SYNC: Final = "min.insync.replicas"
RETENTION: Final = "retention.ms"
BYTES: Final = "retention.bytes"
_DAY_MS: Final = 86_400_000
_FOR_EVER: Final = -1


class Wanted:
    """The settings that topics are made with: at least so many copies in sync, and kept so long (ms) by topic."""

    def __init__(self, in_sync: int, retention_ms: Mapping[str, int]) -> None:
        self.in_sync: Final = in_sync
        self.retention_ms: Final = retention_ms


def settings_of(brokers: Brokers) -> dict[str, dict[str, str]]:
    """The settings of each topic, by our name of it. Raises StoreUnavailable."""
    ours = {name: topic for topic, name in brokers.lanes.topics.items()}
    asked = [ConfigResource(ResourceType.TOPIC, name) for name in ours]
    found: dict[Any, Any] = brokers.ask(lambda admin: admin.describe_configs(asked))
    return {ours[one.name]: {name: said.value for name, said in config.items()} for one, config in found.items()}


def check(brokers: Brokers, found: Mapping[str, Mapping[str, str]]) -> None:
    """Raises SetupError where the log cannot stand on a topic: times are not the brokers', or records would go."""
    for topic, config in found.items():
        name = brokers.lanes.topics[topic]
        if config.get(STAMPS) != BY_BROKER:
            raise SetupError(
                f"{brokers.where}: topic {name} keeps the times of its producers: set its {STAMPS} to {BY_BROKER}"
            )
        if "compact" in config.get(CLEANUP, ""):
            raise SetupError(
                f"{brokers.where}: topic {name} is compacted, which keeps one event of each iteration and loses the "
                f"others: set its {CLEANUP} to delete"
            )


def remarks(brokers: Brokers, found: Mapping[str, Mapping[str, str]], wanted: Wanted) -> list[str]:
    """What differs from what topics are made with and can be lived with, a sentence each."""
    out = []
    for topic, config in found.items():
        name = brokers.lanes.topics[topic]
        in_sync, kept = int(config.get(IN_SYNC, "1")), int(config.get(RETENTION, _FOR_EVER))
        if in_sync < wanted.in_sync:
            out.append(
                f"topic {name} takes a record in when {in_sync} of its copies has it, and should want "
                f"{wanted.in_sync} ({IN_SYNC})"
            )
        if _FOR_EVER < kept < wanted.retention_ms[topic]:
            out.append(
                f"topic {name} lets go of records after {kept / _DAY_MS:g} days, and should after "
                f"{wanted.retention_ms[topic] / _DAY_MS:g} ({RETENTION}): what is not in the archive by then is lost"
            )
        if int(config.get(BYTES, _FOR_EVER)) != _FOR_EVER:
            out.append(f"topic {name} lets go of records by their size ({BYTES}), archived or not: set it to -1")
    return out
