"""Cycles: strongly connected components of the import graph, and where to cut them (domain 5.3)."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from app.domain.architecture.code import Code, Link

Needs = Mapping[str, Sequence[str]]

MOST_TRIED: Final = 400
"""How many imports of one cycle are tried as a cut, lightest first; beyond that a cycle is no accident."""

MOST_NAMED: Final = 5


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


def path(needs: Needs, start: str, goal: str, without: Link | None = None) -> list[str]:
    """A shortest path from start to goal, both ends included; empty when there is none."""
    came: dict[str, str] = {start: start}
    ahead = deque([start])
    while ahead and goal not in came:
        node = ahead.popleft()
        for other in needs[node]:
            if other not in came and (node, other) != without:
                came[other] = node
                ahead.append(other)
    return _walk_back(came, start, goal) if goal in came else []


def _walk_back(came: Mapping[str, str], start: str, goal: str) -> list[str]:
    steps = [goal]
    while steps[-1] != start:
        steps.append(came[steps[-1]])
    return steps[::-1]


def break_candidates(members: Sequence[str], code: Code, needs: Needs) -> list[Link]:
    """The imports to remove, cheapest (fewest import statements) first.

    Each of them alone breaks the cycle; where no single one does, all of them together free the
    member that hangs on by the fewest import statements.
    """
    inside = within(members, needs)
    links = sorted((code.imports[a, b].weight, a, b) for a in inside for b in inside[a])
    single: list[Link] = []
    for _, source, target in links[:MOST_TRIED]:
        if len(single) < MOST_NAMED and not path(inside, source, target, without=(source, target)):
            single.append((source, target))
    return single or _loosest(inside, code)


def _loosest(inside: Needs, code: Code) -> list[Link]:
    """All imports into, or all out of, the member for which that costs the fewest statements."""
    out = [[(node, other) for other in inside[node]] for node in inside]
    into = [[(node, other) for node in inside for other in inside[node] if other == goal] for goal in inside]
    return min(out + into, key=lambda links: (sum(code.imports[link].weight for link in links), links))


def representative(link: Link, members: Sequence[str], needs: Needs) -> list[str]:
    """The shortest way round through this import, first module repeated at the end."""
    source, target = link
    return [source, *path(within(members, needs), target, source)]
