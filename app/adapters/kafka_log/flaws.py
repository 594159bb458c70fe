"""What the library says went wrong: which of it asking again cannot help, and all of it in one line."""

from typing import Final

from confluent_kafka import KafkaError, KafkaException

TOO_OLD: Final = frozenset({KafkaError.UNSUPPORTED_VERSION, KafkaError._UNSUPPORTED_FEATURE})
_HOPELESS: Final = frozenset(
    {
        KafkaError.OFFSET_OUT_OF_RANGE,
        KafkaError.GROUP_ID_NOT_FOUND,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.TOPIC_ALREADY_EXISTS,
        KafkaError.INVALID_REPLICATION_FACTOR,
        KafkaError.POLICY_VIOLATION,
        *TOO_OLD,
    }
)
"""Whoever asks again gets the same answer. Everything else passes: elections, brokers on their way back."""


def is_hopeless(flaw: BaseException) -> bool:
    """Whether asking again cannot help."""
    return error_of(flaw) in _HOPELESS


def error_of(flaw: BaseException | None) -> int | None:
    """The number of the error; None when it is none of Kafka's."""
    found = flaw.args[0] if isinstance(flaw, KafkaException) and flaw.args else None
    return found.code() if isinstance(found, KafkaError) else None


def line(flaw: BaseException) -> str:
    """The error in one line."""
    found = flaw.args[0] if flaw.args else flaw
    text = found.str() if isinstance(found, KafkaError) else str(found)
    return " ".join((text or type(flaw).__name__).split())
