"""How rows are put in order: who needs before who is needed, and those who all need each other side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from app.domain.architecture.cycles import strongly_connected
from app.lenses.layered import without_cycles

ALONE: Final = -1
"""The number of the circle of who is in none."""


class Parting(msgspec.Struct, frozen=True):
    """``order`` are the names; ``circles`` the number of each one's circle, counted in that order."""

    order: tuple[str, ...]
    circles: dict[str, int]


def parted(names: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Parting:
    """The names so that every pair leads forward, but within a circle; circles stay together. Ties by given order."""
    needs: dict[str, list[str]] = {name: [] for name in names}
    for a, b in pairs:
        needs[a].append(b)
    sets = _sets(names, needs)
    holder = {name: at for at, those in enumerate(sets) for name in those}
    between = sorted({(holder[a], holder[b]) for a in needs for b in needs[a] if holder[a] != holder[b]})
    forward, _ = without_cycles(len(sets), between)
    found = [sets[at] for at in forward]
    order = tuple(name for those in found for name in _inside(those, needs))
    numbered = enumerate(those for those in found if len(those) > 1)
    inside = {name: number for number, those in numbered for name in those}
    return Parting(order, {name: inside.get(name, ALONE) for name in names})


def _sets(names: Sequence[str], needs: dict[str, list[str]]) -> list[list[str]]:
    """Circles, and everybody else alone; each in the order of its first member."""
    first = {name: those[0] for those in strongly_connected(needs) for name in those}
    held: dict[str, list[str]] = defaultdict(list)
    for name in names:
        held[first.get(name, name)].append(name)
    return list(held.values())


def _inside(those: list[str], needs: dict[str, list[str]]) -> list[str]:
    """Within a circle: as few lead back as a walk along the needs leaves."""
    if len(those) == 1:
        return those
    at = {name: number for number, name in enumerate(those)}
    pairs = [(at[a], at[b]) for a in those for b in needs[a] if b in at]
    forward, _ = without_cycles(len(those), pairs)
    return [those[number] for number in forward]
