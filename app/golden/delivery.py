"""How events come in when the network misbehaves: late, out of order, and more than once."""

from collections.abc import Sequence
from random import Random
from typing import Final

from app.domain.events import Event

LATENESS: Final = {"acc": 0.0, "bdv": 0.25, "dde": 0.5}
"""By how much of the whole each stream lags behind."""

STRAGGLERS: Final = 0.04
REPEATED: Final = 0.10


def misdelivered(events: Sequence[Event], seed: str) -> list[Event]:
    """The same events in an order of arrival: streams lag, some come at the very end, some come again.

    Their own times stay as they are, and a repeated event is the same to the last byte.
    """
    chance = Random(f"delivery {seed}")
    arrivals: list[tuple[float, Event]] = []
    for n, event in enumerate(events):
        when = n / len(events) + LATENESS[event.stream] + chance.uniform(-0.05, 0.05)
        if chance.random() < STRAGGLERS:
            when = 2 + chance.random()
        arrivals.append((when, event))
        if chance.random() < REPEATED:
            arrivals.append((when + chance.uniform(0, 0.6), event))
    return [event for _, event in sorted(arrivals, key=lambda arrival: arrival[0])]
