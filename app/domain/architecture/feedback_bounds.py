"""What breaking a circle costs at least, and a search that closes the gap to what was found."""

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

Link = tuple[str, str]
Weights = Mapping[Link, int]

MOST_TRIED: Final = 1500
"""So many partial answers are looked at in a search, less for large circles."""

CLOSE: Final = 4
"""A search is worth its while when cost and bound differ by no more than this."""


def packed(weights: Weights) -> int:
    """A bound from below: circles that share no weight; each has to be cut, at best at its lightest link."""
    left, bound = dict(weights), 0
    graph = graph_of(left)
    for link in sorted(weights, key=lambda link: (weights[link], link)):
        while link in left and (found := way(graph, link[1], link[0])):
            circle = [link, *pairwise(found)]
            lightest = min(left[one] for one in circle)
            bound += lightest
            for one in circle:
                left[one] -= lightest
                if not left[one]:
                    del left[one]
                    graph[one[0]].discard(one[1])
    return bound


def is_free(weights: Weights) -> bool:
    """Whether there is no circle."""
    graph = graph_of(weights)
    return not any(way(graph, target, source) for source, target in weights)


def graph_of(links: Iterable[Link]) -> dict[str, set[str]]:
    """Per source its targets."""
    found: dict[str, set[str]] = {}
    for source, target in links:
        found.setdefault(source, set()).add(target)
    return found


def way(graph: Mapping[str, set[str]], start: str, goal: str) -> list[str]:
    """A shortest way from start to goal, both included; empty where there is none."""
    came, ahead = {start: start}, deque([start])
    while ahead and goal not in came:
        node = ahead.popleft()
        for other in sorted(graph.get(node, ())):
            if other not in came:
                came[other] = node
                ahead.append(other)
    if goal not in came:
        return []
    steps = [goal]
    while steps[-1] != start:
        steps.append(came[steps[-1]])
    return steps[::-1]


def smaller(weights: Weights, cost: int, bound: int) -> tuple[list[Link], bool]:
    """A cheaper set than ``cost``, if there is one, and whether the cheapest is known now."""
    if cost == bound:
        return [], True
    if cost - bound > CLOSE:
        return [], False
    search = _Search(weights)
    for budget in range(bound, cost):
        found = search.within(frozenset(), frozenset(), budget)
        if found is not None or search.tried > search.most:
            return sorted(found or ()), found is not None
    return [], True


class _Search:
    """Branches over the links of a shortest circle: one of them has to go, the ones before it stay."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.tried = 0
        self.most = MOST_TRIED * 40 // max(40, len(weights))

    def within(self, gone: frozenset[Link], kept: frozenset[Link], budget: int) -> frozenset[Link] | None:
        """Links that break what is left for at most this much; None where there are none, or time is up."""
        self.tried += 1
        left = {link: weight for link, weight in self._weights.items() if link not in gone}
        circle = _shortest_circle(left)
        if not circle:
            return gone
        if self.tried > self.most or packed(left) > budget:
            return None
        for link in sorted(set(circle) - kept, key=lambda one: (left[one], one)):
            if left[link] <= budget:
                found = self.within(gone | {link}, kept, budget - left[link])
                if found is not None:
                    return found
            kept |= {link}
        return None


def _shortest_circle(weights: Weights) -> list[Link]:
    graph = graph_of(weights)
    best: list[Link] = []
    for source, target in sorted(weights):
        found = way(graph, target, source)
        if found and (not best or len(found) < len(best)):
            best = [(source, target), *pairwise(found)]
        if len(best) == 2:
            break
    return best
