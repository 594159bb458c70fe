"""Bytes → event, or a dead letter: the only place where workers know the wire format."""

from collections.abc import Sequence

import msgspec

from app.domain.events import Event
from app.domain.moments import known_ms
from app.domain.partitions import share_of
from app.domain.traces import NO_TRACE, Context, context_of
from app.errors import BadMessage
from app.ports import DeadLetter, Message, Record
from app.use_cases.letters.book import letter_id
from app.use_cases.progress import CONSUMER
from app.use_cases.record import Accepted
from app.wire import avro, deadletters
from app.wire.framing import number_of


class Decoded(msgspec.Struct, frozen=True):
    """The readable events of a batch, the letters for the rest, ready for the log's dlq topic, and what lies in a
    share of the stream that is not its iteration's, to be sent there."""

    events: Sequence[Accepted]
    letters: Sequence[Message]
    astray: Sequence[Message] = ()


def decoded(records: Sequence[Record]) -> Decoded:
    """Every record as an event or as a dead letter with category and reason; nothing is lost."""
    events: list[Accepted] = []
    letters: list[Message] = []
    astray: list[Message] = []
    for record in records:
        try:
            event = avro.decode(record.value)
        except BadMessage as flaw:
            letters.append(Message("dlq", record.key, deadletters.encode(_letter(record, flaw))))
            continue
        if record.partition == share_of(event.iteration_id):
            events.append(Accepted(event, record.accepted, record.trace))
        else:  # its producer chose the partition in a way of its own; whoever has its share must take it in
            astray.append(Message(record.topic, event.iteration_id, record.value, record.trace))
    return Decoded(events, letters, astray)


def _letter(record: Record, flaw: BadMessage) -> DeadLetter:
    """Set aside with its origin. All of it is computed from the record, so a second try writes the same letter."""
    return DeadLetter(
        letter_id=letter_id(record),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        category=flaw.category,
        reason=str(flaw),
        failed_at=known_ms(record.accepted),
        can_retry=flaw.category not in ("SCHEMA_VALIDATION", "CRITICAL"),
        value=record.value,
        consumer=CONSUMER,
        schema_id=_schema_id(record.value),
    )


def _schema_id(value: bytes) -> int:
    """The number of the schema that the message says it was written with; 0 when it says none."""
    try:
        return number_of(value)
    except BadMessage:
        return 0


def carried(accepted: Accepted) -> tuple[Context, Event]:
    """The event, and where it is in its trace: where its message says, else where it happened."""
    said = accepted.trace
    return (context_of(accepted.event) if said == NO_TRACE else said), accepted.event
