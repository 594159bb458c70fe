"""Words of the event log's suites: messages to send, and what records say."""

from collections.abc import Sequence

from app.domain.partitions import PARTITIONS
from app.ports import Message, Record

ALL = tuple(PARTITIONS)


def messages(*values: str, topic: str = "dde", key: str = "i1") -> list[Message]:
    return [Message(topic, key, value.encode()) for value in values]


def values(records: Sequence[Record]) -> list[str]:
    return [record.value.decode() for record in records]


def name(record: Record) -> str:
    return f"{record.topic}-{record.partition}"


def after(records: Sequence[Record]) -> dict[str, int]:
    return {name(record): record.offset + 1 for record in records}
