"""Messages that cannot be read, or were set aside though they can, and what is done with them."""

from collections.abc import Sequence

from app.desk import Desk
from app.domain.identity import derived_id
from app.domain.moments import known_ms
from app.ports import DeadLetter, Message
from app.use_cases.letters.book import Letter, book
from app.use_cases.letters.redrive import Change, redrive
from app.use_cases.post import message_of
from app.wire import avro, deadletters
from tests.builders import event
from workers.drain import drain


def letters(desk: Desk) -> list[Letter]:
    return book(deadletters.told(desk.log))


def set_aside(desk: Desk, messages: Sequence[Message], *, can_retry: bool = True) -> list[Letter]:
    """Messages that a worker had to set aside though they are sound, as when a store is away for too long.

    They lie on the log, and the worker is past them."""
    records = desk.log.append(messages)
    for record in records:
        told = DeadLetter(
            letter_id=derived_id(record.topic, str(record.partition), str(record.offset)),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            category="TRANSIENT_NETWORK" if can_retry else "SCHEMA_VALIDATION",
            reason="the graph did not answer in 30 s",
            failed_at=known_ms(record.accepted),
            can_retry=can_retry,
            value=record.value,
        )
        desk.log.append([Message("dlq", record.key, deadletters.encode(told))])
    return letters(desk)


def sound(*names: str) -> list[Message]:
    events = [event("dde.task.created", n, iteration=name, task_id=f"T{n}") for n, name in enumerate(names)]
    return [message_of(one, avro.encode) for one in events]


def broken(*texts: str, iteration: str = "i1") -> list[Message]:
    return [Message("dde", iteration, text.encode()) for text in texts]


def fail(desk: Desk, *messages: Message) -> None:
    desk.log.append(messages)
    drain(desk)


def send_again(desk: Desk, found: Sequence[Letter]) -> None:
    list(redrive(desk.log, deadletters.encode, found, Change("ann", desk.clock())))
