"""The event log on Kafka."""

from app.adapters.kafka_log.log import KafkaLog
from app.adapters.kafka_log.members import Members
from app.adapters.kafka_log.membership import Membership
from app.adapters.kafka_log.registry import Registry

__all__ = ["KafkaLog", "Members", "Membership", "Registry"]
