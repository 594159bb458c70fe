"""The event log on Kafka."""

from app.adapters.kafka_log.log import KafkaLog

__all__ = ["KafkaLog"]
