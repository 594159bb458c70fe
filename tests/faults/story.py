"""What producers tell under load, the same for the same seed: iterations side by side, much of it late, told twice or
out of order, and now and then something that nobody can read."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import count, islice
from random import Random
from typing import NamedTuple

from app.domain.events import Event
from app.ports import Message
from app.wire import avro
from tests.faults.plot import told_of
from tests.faults.poison import POISONS

AT_ONCE = 4
"""Iterations that are under way side by side."""
LATE, AGAIN, SPOILT = 0.02, 0.05, 0.01
"""Shares of the events that come late, that come twice, and that something unreadable follows."""
SHUFFLED = 30
"""How many lines an event may come before or after its place."""


class Line(NamedTuple):
    """One message, and the event in it; no id: nobody can read it."""

    event_id: str
    message: Message


def story(seed: int) -> Iterator[Line]:
    """Endless."""
    chance = Random(seed)
    waiting: list[tuple[int, int, Line]] = []
    order = count()
    for now, event in enumerate(_side_by_side(seed, chance)):
        for delay, line in _tellings(event, chance):
            heapq.heappush(waiting, (now + delay, next(order), line))
        while waiting and waiting[0][0] <= now:
            yield heapq.heappop(waiting)[2]


def _tellings(event: Event, chance: Random) -> Iterator[tuple[int, Line]]:
    """The event after so many others; perhaps once more, perhaps with a spoilt one beside it."""
    message = Message(event.stream, event.iteration_id, avro.encode(event))
    delay = chance.randrange(SHUFFLED)
    if chance.random() < LATE:
        delay += chance.randrange(1_000)
    yield delay, Line(event.event_id, message)
    if chance.random() < AGAIN:
        yield delay + chance.randrange(500), Line(event.event_id, message)
    if chance.random() < SPOILT:
        spoil = chance.choice(list(POISONS.values()))
        yield delay, Line("", Message(message.topic, message.key, spoil(message.value)))


def _side_by_side(seed: int, chance: Random) -> Iterator[Event]:
    """A few iterations at a time; another begins where one ends."""
    names = (f"story-{seed}-{number}" for number in count())
    told = [iter(told_of(next(names), chance)) for _ in range(AT_ONCE)]
    while True:
        place = chance.randrange(AT_ONCE)
        if (event := next(told[place], None)) is None:
            told[place] = iter(told_of(next(names), chance))
        else:
            yield event


class Told(NamedTuple):
    """A producer tells one of ``every`` lines, and is past so many lines of the story."""

    every: int
    lines: int


def told_by(seed: int, tellers: Sequence[Told]) -> Iterator[Event]:
    """The events that somebody told, some of them more than once."""
    longest = max(told.lines for told in tellers)
    for number, line in enumerate(islice(story(seed), longest)):
        if line.event_id and any(number < told.lines and number % told.every == 0 for told in tellers):
            yield avro.decode(line.message.value)
