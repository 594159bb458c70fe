"""A layered drawing that grows: what comes later finds a free place, and only what must give way moves."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from app.lenses.layered import without_cycles
from app.lenses.layout import COLUMN, ROW, SUB_COLUMN, layered

Place = tuple[float, float]
Edges = tuple[tuple[str, str], ...]

PLANNING_MS: Final = 60_000
"""What is told within this time of the first node is one plan, and laid out as a whole."""
MOST_GROWN: Final = 1_500
"""So many latecomers are found a place one by one; with more, all are laid out as one plan."""
_WIDE: Final = SUB_COLUMN - 12.0
_HIGH: Final = ROW - 12.0
"""Two centres nearer than this in both directions are in each other's way."""


@lru_cache(maxsize=128)
def grown(
    nodes: tuple[tuple[str, int], ...], edges: Edges, first: frozenset[str] = frozenset()
) -> Mapping[str, Place]:
    """A centre per node; ``nodes`` are names with the time (ms) since when each is there.

    The plan that the nodes began with is laid out with few crossings. Each node that came later stands right of
    what it needs, level with its neighbours as far as there is room; those who are there stay, unless they need
    something that stands right of them now. So it depends on structure alone, and adding a leaf moves nobody.
    """
    born = sorted(nodes, key=lambda node: (node[1], node[0]))
    plan_ends = (born[0][1] if born else 0) + PLANNING_MS
    if sum(since > plan_ends for _, since in born) > MOST_GROWN:
        plan_ends = born[-1][1]
    planned = tuple(sorted(name for name, since in born if since <= plan_ends))
    inside = frozenset(planned)
    within = tuple(edge for edge in edges if edge[0] in inside and edge[1] in inside)
    garden = _Garden(dict(layered(planned, within, first & inside)), edges, first)
    for name, since in born:
        if since > plan_ends:
            garden.plant(name)
    return garden.places


class _Garden:
    """Places that are taken, and the ways between those who have one."""

    def __init__(self, places: dict[str, Place], edges: Edges, first: frozenset[str]) -> None:
        self.places, self._first = places, first
        self._needs, self._needed = _forward(edges)

    def plant(self, name: str) -> None:
        """Give a newcomer a place, then move on whoever must come after it."""
        self._put(name, self._column(name))
        moved = [name]
        while moved:
            left = self.places[(at := moved.pop())][0]
            for later in self._needed.get(at, ()):
                if later in self.places and self.places[later][0] < left + SUB_COLUMN:
                    del self.places[later]
                    self._put(later, self._column(later))
                    moved.append(later)

    def _column(self, name: str) -> float:
        """Right of all that it needs, in a column that is there already if one is near."""
        before = [self.places[n][0] for n in self._needs.get(name, ()) if n in self.places]
        after = [self.places[n][0] for n in self._needed.get(name, ()) if n in self.places]
        floor = 0.0 if name in self._first or not self._first else COLUMN
        if not before:
            return 0.0 if name in self._first else max(floor, min(after) - COLUMN) if after else floor
        least = max(floor, max(before) + COLUMN)
        there = min((x for x, _ in self.places.values() if x >= least), default=least)
        return there if there - least < COLUMN / 2 else least

    def _put(self, name: str, x: float) -> None:
        """The free height that is nearest to the neighbours'."""
        beside = [self.places[n][1] for n in self._beside(name) if n in self.places]
        near = [y for other, y in self.places.values() if abs(other - x) < _WIDE]
        bottom = max((y for _, y in self.places.values()), default=-ROW) + ROW
        wish = sum(beside) / len(beside) if beside else bottom
        free = (y for y in (wish, *_around(near), bottom) if y >= 0 and all(abs(y - o) >= _HIGH for o in near))
        nearest: float = min(free, key=lambda y: (abs(y - wish), y))
        self.places[name] = (x, round(nearest, 1))

    def _beside(self, name: str) -> Iterable[str]:
        return (*self._needs.get(name, ()), *self._needed.get(name, ()))


def _around(taken: Sequence[float]) -> Iterable[float]:
    return (y + step for y in taken for step in (-ROW, ROW))


def _forward(edges: Edges) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each needs, and what needs it; cycles are cut, so that everybody can stand right of what it needs."""
    names = sorted({end for edge in edges for end in edge})
    index = {name: i for i, name in enumerate(names)}
    _, kept = without_cycles(len(names), sorted({(index[a], index[b]) for a, b in edges if a != b}))
    needs: dict[str, list[str]] = {}
    needed: dict[str, list[str]] = {}
    for a, b in kept:
        needs.setdefault(names[b], []).append(names[a])
        needed.setdefault(names[a], []).append(names[b])
    return needs, needed
