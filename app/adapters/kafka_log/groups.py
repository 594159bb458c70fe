"""How far consumer groups have come: groups of Kafka without members, so that any of its tools shows them."""

from collections.abc import Mapping

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException
from confluent_kafka.admin import AdminClient

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.flaws import error_of
from app.adapters.kafka_log.lanes import named


class Groups:
    """The positions of the groups of one log."""

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers

    def name(self, group: str) -> str:
        """What Kafka calls the group."""
        return f"{self._brokers.lanes.prefix}{group}"

    def commit(self, group: str, offsets: Mapping[int, int]) -> None:
        """Keep these offsets. Raises StoreUnavailable."""
        if offsets:
            wanted = ConsumerGroupTopicPartitions(self.name(group), self._brokers.lanes.partitions(offsets))
            self._brokers.ask(lambda admin: admin.alter_consumer_group_offsets([wanted]))

    def committed(self, group: str) -> dict[str, int]:
        """The offsets by partition. Raises StoreUnavailable."""
        wanted = ConsumerGroupTopicPartitions(self.name(group))
        answers = self._brokers.ask(lambda admin: admin.list_consumer_group_offsets([wanted]))
        kept = next(iter(answers.values())).topic_partitions or ()
        found = {self._brokers.lanes.of(place.topic, place.partition): place.offset for place in kept}
        return named({lane: offset for lane, offset in found.items() if lane >= 0 and offset >= 0})

    def drop(self, admin: AdminClient) -> None:
        """Forget every group of this log."""
        found = admin.list_consumer_groups().result().valid or ()
        ours = [group.group_id for group in found if group.group_id.startswith(self._brokers.lanes.prefix)]
        for future in (admin.delete_consumer_groups(ours) if ours else {}).values():
            try:
                future.result()
            except KafkaException as flaw:
                if error_of(flaw) is None:
                    raise
