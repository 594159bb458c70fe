"""Take events in: into the log, never into a store."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.traces import context_of
from app.errors import BadMessage
from app.ports import EventLog, Message

Encode = Callable[[Event], bytes]
"""How an event is written on the wire; raises BadMessage for one that the wire cannot carry."""

BATCH: Final = 500


class Answer(msgspec.Struct, frozen=True):
    """What became of one posted item: ``accepted``, ``duplicate`` (of one before it) or ``rejected``."""

    index: int
    status: str
    event_id: str = ""
    reason: str = ""


def post(log: EventLog, encode: Encode, items: Sequence[Event | BadMessage]) -> list[Answer]:
    """Append the good ones, in one go, and say of each item what became of it."""
    answers: list[Answer] = []
    messages: list[Message] = []
    seen: set[tuple[str, str]] = set()
    for index, item in enumerate(items):
        answer, message = _decide(index, item, encode, seen)
        answers.append(answer)
        messages += [message] if message else []
    log.append(messages)
    return answers


def send(log: EventLog, encode: Encode, events: Iterable[Event]) -> Iterator[int]:
    """Append all events, a batch at a time; yields how many each batch held. Raises BadMessage."""
    stream = iter(events)
    while batch := list(islice(stream, BATCH)):
        log.append([message_of(event, encode) for event in batch])
        yield len(batch)


def send_all(log: EventLog, encode: Encode, events: Iterable[Event]) -> int:
    """Append all events; how many there were. Raises BadMessage."""
    return sum(send(log, encode, events))


def message_of(event: Event, encode: Encode) -> Message:
    """The event on its way to the log: its stream is the topic, its iteration the key."""
    return Message(event.stream, event.iteration_id, encode(event), context_of(event))


def _decide(
    index: int, item: Event | BadMessage, encode: Encode, seen: set[tuple[str, str]]
) -> tuple[Answer, Message | None]:
    if isinstance(item, BadMessage):
        return Answer(index, "rejected", reason=str(item)), None
    if (item.tenant_id, item.key) in seen:
        return Answer(index, "duplicate", item.event_id, "the same event came before it in this request"), None
    try:
        message = message_of(item, encode)
    except BadMessage as flaw:
        return Answer(index, "rejected", item.event_id, str(flaw)), None
    seen.add((item.tenant_id, item.key))
    return Answer(index, "accepted", item.event_id), message
