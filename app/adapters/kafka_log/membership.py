"""Workers that share a stream: which *shares* of it this one has, as long as it says that it lives.

Share p is partition p of every topic that is keyed by iteration, so that all of an iteration is with one worker. Only
the first of these topics is subscribed to; nothing is read through it. Whoever is given a share may rely on it until
it asks again: a share is handed on only while its holder asks, between two pieces of work. Who has not asked for too
long, or was cut off, loses its shares; what it still writes then is refused by the fence of the store.
"""

import logging
import os
import socket
from collections.abc import Sequence
from typing import Final

from confluent_kafka import OFFSET_END, Consumer, KafkaError, KafkaException, TopicPartition

from app.adapters.kafka_log.brokers import Brokers, PerProcess
from app.adapters.kafka_log.flaws import error_of
from app.adapters.kafka_log.topics import make_topics
from app.errors import StoreUnavailable

_log = logging.getLogger(__name__)
_TOPIC: Final = "dde"
SESSION_MS: Final = 3_000
"""After so long without a sign of life a worker is gone. No name that outlives it (``group.instance.id``) is given to
a worker instead: two that were started under one name would throw each other out again and again."""
_LONGER_MS: Final = 6_000
"""Where brokers take no less (``group.min.session.timeout.ms``; that is what they are made with)."""
_SIGN_MS: Final = 500
_NEWS_MS: Final = 2_000
"""How often it asks which partitions there are: one that joins as they are made may not be told of them at first."""
_LONGEST_MS: Final = 300_000
"""The longest piece of work between two questions."""


class Membership:
    """One member of the group of workers called ``group`` on the log at ``servers`` with this ``prefix``."""

    def __init__(
        self, servers: str, prefix: str, group: str, *, patience_s: float = 15.0, session_ms: int = SESSION_MS
    ) -> None:
        self.group: Final = group_of(prefix, group)
        self.session_ms = session_ms
        self._brokers = Brokers(servers, prefix, patience_s)
        self._member = PerProcess(self._brokers, self._joined)
        self._held: set[int] = set()

    @property
    def held(self) -> frozenset[int]:
        """The shares as they were when it last asked."""
        return frozenset(self._held)

    def shares(self, wait_s: float = 0.0) -> frozenset[int]:
        """Take part, and say which shares are this member's until it asks again; waits so long for a change.

        Raises StoreUnavailable when the group cannot be joined.
        """
        with self._brokers.plain_errors():
            message = self._member.get().poll(wait_s)
            if message is not None and (flaw := message.error()):
                self._heed(flaw)
        return self.held

    def leave(self) -> None:
        """Hand the shares on at once; may be called twice."""
        self._brokers.close()
        if member := self._member.forget():
            member.close()
        self._held.clear()

    def _heed(self, flaw: KafkaError) -> None:
        """Most of what goes wrong the library mends by itself."""
        if flaw.code() == KafkaError.INVALID_SESSION_TIMEOUT and self.session_ms < _LONGER_MS:
            _log.info("%s takes no sessions of %d ms: workers that die are missed later", self.group, self.session_ms)
            self.session_ms = _LONGER_MS
            if member := self._member.forget():
                member.close()
        elif flaw.fatal():
            raise KafkaException(flaw)

    def _joined(self) -> Consumer:
        make_topics(self._brokers)
        self._held.clear()
        member = Consumer(
            self._brokers.config(
                group_id=self.group,
                client_id=f"{socket.gethostname()}.{os.getpid()}",
                partition_assignment_strategy="cooperative-sticky",
                enable_auto_commit=False,
                session_timeout_ms=self.session_ms,
                heartbeat_interval_ms=_SIGN_MS,
                max_poll_interval_ms=_LONGEST_MS,
                topic_metadata_refresh_interval_ms=_NEWS_MS,
            )
        )
        topic = self._brokers.lanes.topics[_TOPIC]
        member.subscribe([topic], on_assign=self._given, on_revoke=self._taken, on_lost=self._taken)
        return member

    def _given(self, member: Consumer, partitions: Sequence[TopicPartition]) -> None:
        at_end = [TopicPartition(place.topic, place.partition, OFFSET_END) for place in partitions]
        member.incremental_assign(at_end)
        member.pause(at_end)
        self._held |= {place.partition for place in partitions}

    def _taken(self, member: Consumer, partitions: Sequence[TopicPartition]) -> None:
        self._held -= {place.partition for place in partitions}
        member.incremental_unassign([*partitions])


def group_of(prefix: str, group: str) -> str:
    """What Kafka calls the group of workers; its positions are another one's, which has no members."""
    return f"{prefix}{group}.workers"


def holders(brokers: Brokers, group: str) -> dict[str, frozenset[int]]:
    """Who takes part in the group, each with its shares. Raises StoreUnavailable."""
    name = group_of(brokers.lanes.prefix, group)
    try:
        (found,) = brokers.ask(lambda admin: admin.describe_consumer_groups([name], request_timeout=5.0)).values()
    except StoreUnavailable as flaw:
        if error_of(flaw.__cause__) == KafkaError.GROUP_ID_NOT_FOUND:
            return {}
        raise
    held: dict[str, frozenset[int]] = {}
    for member in sorted(found.members, key=lambda member: str(member.client_id)):
        shares = frozenset(place.partition for place in member.assignment.topic_partitions)
        held[member.client_id] = held.get(member.client_id, frozenset()) | shares
    return held
