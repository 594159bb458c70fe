"""Cycles: strongly connected components of the import graph, a shortest way round, and where to cut."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from app.domain.architecture.code import Code, Link
from app.domain.architecture.feedback import Cut, cheapest_cut

Needs = Mapping[str, Sequence[str]]

_SHORTEST: Final = 3
"""Two modules that import each other: there, and back."""


def strongly_connected(needs: Needs) -> list[tuple[str, ...]]:
    """Every set of at least two nodes that all reach each other, sorted (Tarjan, without recursion)."""
    search = _Search(needs)
    for node in sorted(needs):
        if node not in search.index:
            search.run(node)
    return sorted(tuple(sorted(found)) for found in search.found if len(found) > 1)


class _Search:
    """Tarjan's bookkeeping: when a node was met, the oldest node it reaches, and the open path."""

    def __init__(self, needs: Needs) -> None:
        self.needs = needs
        self.index: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.open: list[str] = []
        self.is_open: set[str] = set()
        self.found: list[list[str]] = []

    def run(self, root: str) -> None:
        work: list[tuple[str, Iterator[str]]] = [self._enter(root)]
        while work:
            node, ahead = work[-1]
            unseen = self._next_unseen(node, ahead)
            if unseen is not None:
                work.append(self._enter(unseen))
                continue
            work.pop()
            self._leave(node, work[-1][0] if work else None)

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self.index[node] = self.low[node] = len(self.index)
        self.open.append(node)
        self.is_open.add(node)
        return node, iter(self.needs[node])

    def _next_unseen(self, node: str, ahead: Iterator[str]) -> str | None:
        for other in ahead:
            if other not in self.index:
                return other
            if other in self.is_open:
                self.low[node] = min(self.low[node], self.index[other])
        return None

    def _leave(self, node: str, caller: str | None) -> None:
        if caller is not None:
            self.low[caller] = min(self.low[caller], self.low[node])
        if self.low[node] == self.index[node]:
            cut = self.open.index(node)
            self.found.append(self.open[cut:])
            self.is_open.difference_update(self.open[cut:])
            del self.open[cut:]


def within(members: Iterable[str], needs: Needs) -> dict[str, list[str]]:
    """The part of the graph that lies inside these members."""
    inside = set(members)
    return {name: [other for other in needs[name] if other in inside] for name in sorted(inside)}


def path(needs: Needs, start: str, goal: str) -> list[str]:
    """A shortest path from start to goal, both ends included; empty when there is none."""
    came: dict[str, str] = {start: start}
    ahead = deque([start])
    while ahead and goal not in came:
        node = ahead.popleft()
        for other in needs[node]:
            if other not in came:
                came[other] = node
                ahead.append(other)
    return _walk_back(came, start, goal) if goal in came else []


def _walk_back(came: Mapping[str, str], start: str, goal: str) -> list[str]:
    steps = [goal]
    while steps[-1] != start:
        steps.append(came[steps[-1]])
    return steps[::-1]


def cheapest_break(members: Iterable[str], code: Code, needs: Needs) -> Cut:
    """The imports within these members that together break every circle, at the least cost in import statements."""
    inside = within(members, needs)
    return cheapest_cut({(a, b): max(1, code.imports[a, b].weight) for a in inside for b in inside[a]})


def circle_through(link: Link, members: Sequence[str], needs: Needs) -> list[str]:
    """The shortest way round through this import, first module repeated at the end."""
    source, target = link
    return [source, *path(within(members, needs), target, source)]


def shortest_circle(members: Sequence[str], needs: Needs) -> list[str]:
    """A shortest way round among the members, its first module repeated at the end."""
    inside = within(members, needs)
    best: list[str] = []
    for source in sorted(inside):
        for target in inside[source]:
            found = [source, *path(inside, target, source)]
            if not best or len(found) < len(best):
                best = found
            if len(best) == _SHORTEST:
                return best
    return best
