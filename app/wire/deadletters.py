"""Dead letters on the dlq topic: the untouched message inside a record that says what was wrong with it."""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.errors import BadMessage
from app.ports import DeadLetter, EventLog
from app.wire.framing import Frame
from app.wire.schema import NAMESPACE, record_schema

_FRAME: Final = Frame("dead_letter", record_schema(DeadLetter, "DeadLetter", f"{NAMESPACE}.dlq"))
_PAGE: Final = 1_000


def encode(letter: DeadLetter) -> bytes:
    """The letter as the dlq topic carries it. Raises BadMessage when a field does not fit its type."""
    return _FRAME.write(msgspec.structs.asdict(letter))


def decode(value: bytes) -> DeadLetter:
    """The letter in a message of the dlq topic. Raises BadMessage with the reason."""
    try:
        return msgspec.convert(_FRAME.read(value), DeadLetter)
    except msgspec.ValidationError as flaw:
        raise BadMessage(f"dead_letter: {flaw}") from flaw


def told(log: EventLog) -> Iterator[tuple[str, DeadLetter]]:
    """All that the dlq topic says, with the key of each record, the oldest first."""
    positions: dict[str, int] = {}
    while records := log.read(("dlq",), positions, _PAGE):
        for record in records:
            positions[f"{record.topic}-{record.partition}"] = record.offset + 1
            yield record.key, decode(record.value)
