"""Who is killed when, the same for the same seed."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

RESTS_S = (0.5, 4.0)
DOWN_S = (0.0, 2.0)
AT_ONCE = 3
SERVERS_SHARE = 0.4


class Blow(NamedTuple):
    """After so long a rest these are killed at one moment; they are down for so long at least."""

    rest_s: float
    victims: tuple[str, ...]
    down_s: float


def plan(seed: int, kills: int, processes: Sequence[str], servers: Sequence[str]) -> list[Blow]:
    """So many kills. Each process, and a server of each kind, is killed at least once when there are enough."""
    chance = Random(seed)
    once = [*processes, *_one_of_each_kind(chance, servers)]
    more = (chance.choice(servers if chance.random() < SERVERS_SHARE else processes) for _ in range(kills))
    deck = [*once, *more][:kills]
    chance.shuffle(deck)
    blows = []
    while deck:
        victims, deck = _dealt(deck, chance.randint(1, AT_ONCE))
        blows.append(Blow(chance.uniform(*RESTS_S), victims, chance.uniform(*DOWN_S)))
    return blows


def _one_of_each_kind(chance: Random, servers: Sequence[str]) -> list[str]:
    """Of the brokers ``kafka-1`` and so on any one."""
    kinds = dict.fromkeys(name.partition("-")[0] for name in servers)
    return [chance.choice([name for name in servers if name.partition("-")[0] == kind]) for kind in kinds]


def _dealt(deck: Sequence[str], count: int) -> tuple[tuple[str, ...], list[str]]:
    """The first so many, each once, and what is left: nobody dies twice at one moment."""
    victims = tuple(dict.fromkeys(deck[:count]))
    left = list(deck)
    for victim in victims:
        left.remove(victim)
    return victims, left
