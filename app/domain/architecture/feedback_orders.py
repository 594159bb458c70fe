"""Orders of a circle's nodes in which little leads back; whatever leads back is a set that breaks the circle.

A first order is built greedily (Eades, Lin and Smyth 1993). Every node is moved to its best place until
nothing gets better; links that are not needed any more are put back. Then the order is shaken a little,
a fixed number of times with fixed chances, and the best result stays: the same circle always gives the same set.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final

from app.domain.architecture.feedback_bounds import Link, Weights, graph_of, way

MOST_ROUNDS: Final = 12
"""So often all nodes are tried at every other place, or until nothing improves."""

SHAKES: Final = 32
MOVED: Final = 5


def good_cut(nodes: Sequence[str], weights: Weights) -> list[Link]:
    """A set of links that breaks every circle, and costs little."""
    chance = Random(0)
    best = _settled(greedy_order(nodes, weights), weights)
    for _ in range(SHAKES):
        order = _forward_order(weights, best)
        for _ in range(MOVED):
            order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
        best = min(_settled(order, weights), best, key=lambda cut: sum(weights[link] for link in cut))
    return best


def _settled(order: list[str], weights: Weights) -> list[Link]:
    return needed(backward(improved(order, weights), weights), weights)


def backward(order: Sequence[str], weights: Weights) -> list[Link]:
    """The links that lead back in this order."""
    place = {node: n for n, node in enumerate(order)}
    return [link for link in weights if place[link[0]] > place[link[1]]]


def _forward_order(weights: Weights, cut: Iterable[Link]) -> list[str]:
    """An order in which nothing but the cut leads back."""
    gone = set(cut)
    gives, takes = _neighbours(
        {n for link in weights for n in link}, {k: w for k, w in weights.items() if k not in gone}
    )
    waits = {node: len(takes[node]) for node in sorted(takes)}
    ready, order = [node for node, n in waits.items() if not n], []
    while ready:
        node = ready.pop()
        order.append(node)
        for other in gives[node]:
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return order


def greedy_order(nodes: Sequence[str], weights: Weights) -> list[str]:
    """Sources first, sinks last, and else the node that gives most for what it takes."""
    gives, takes = _neighbours(nodes, weights)
    left = dict.fromkeys(nodes)
    head: list[str] = []
    tail: list[str] = []
    while left:
        sums = {n: (sum(gives[n].values()), sum(takes[n].values())) for n in left}
        sinks = [n for n in left if not sums[n][0]]
        ready = sinks or [n for n in left if not sums[n][1]] or [max(left, key=lambda n: sums[n][0] - sums[n][1])]
        (tail if sinks else head).extend(ready)
        for node in ready:
            del left[node]
            _forget(node, gives, takes)
    return head + tail[::-1]


Near = dict[str, dict[str, int]]


def _neighbours(nodes: Iterable[str], weights: Weights) -> tuple[Near, Near]:
    gives: Near = {node: {} for node in nodes}
    takes: Near = {node: {} for node in gives}
    for (source, target), weight in weights.items():
        gives[source][target] = takes[target][source] = weight
    return gives, takes


def _forget(node: str, gives: Near, takes: Near) -> None:
    for other in gives.pop(node):
        takes.get(other, {}).pop(node, None)
    for other in takes.pop(node):
        gives.get(other, {}).pop(node, None)


def improved(order: list[str], weights: Weights) -> list[str]:
    """Every node moved to its best place, again and again until nothing gets better."""
    gives, takes = _neighbours(order, weights)
    gains = {n: {o: gives[n].get(o, 0) - takes[n].get(o, 0) for o in {*gives[n], *takes[n]}} for n in order}
    place = {node: n for n, node in enumerate(order)}
    for _ in range(MOST_ROUNDS):
        moved = False
        for node in tuple(order):
            here, at = place[node], _best_place(node, gains[node], place)
            if at != here:
                moved = True
                order.insert(at, order.pop(here))
                low, high = min(at, here), max(at, here) + 1
                place.update(zip(order[low:high], range(low, high), strict=True))
        if not moved:
            break
    return order


def _best_place(node: str, gains: Mapping[str, int], place: Mapping[str, int]) -> int:
    """Passing a node on the right that it gives to turns that link back; passing one that it takes from mends it.

    ``gains`` holds, per neighbour, what the node gives to it less what it takes from it.
    """
    here = place[node]
    best, at = 0, here
    ways = sorted((place[other], gain) for other, gain in gains.items())
    for step, passed in ((1, [w for w in ways if w[0] > here]), (-1, [w for w in reversed(ways) if w[0] < here])):
        change = 0
        for where, gain in passed:
            change += step * gain
            if change < best:
                best, at = change, where
    return at


def needed(cut: list[Link], weights: Weights) -> list[Link]:
    """The cut without the links that close no circle, tried from the heaviest."""
    kept = set(cut)
    left = graph_of(link for link in weights if link not in kept)
    for link in sorted(cut, key=lambda link: (-weights[link], link)):
        if not way(left, link[1], link[0]):
            kept.discard(link)
            left.setdefault(link[0], set()).add(link[1])
    return list(kept)
