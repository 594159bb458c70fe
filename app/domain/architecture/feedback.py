"""The cheapest set of imports whose removal leaves no circle: a minimum feedback arc set, weighted.

Small circles are solved exactly, by dynamic programming over the sets of nodes that may come first. For
larger ones a good order is found step by step (see :mod:`feedback_orders`) and a bound from below (see
:mod:`feedback_bounds`); where the two are close, a search between them decides, and where it ends the
answer is exact as well.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from app.domain.architecture.feedback_bounds import Link, Weights, is_free, packed, smaller
from app.domain.architecture.feedback_orders import backward, good_cut

MOST_EXACT: Final = 13
"""Up to so many nodes every order is weighed: 2^13 sets of them."""


class Cut(msgspec.Struct, frozen=True):
    """``links`` together break every circle, for ``cost``; ``bound`` is what any such set costs at least."""

    links: tuple[Link, ...]
    cost: int
    bound: int

    @property
    def exact(self) -> bool:
        """Whether no set is cheaper."""
        return self.cost == self.bound


def cheapest_cut(weights: Weights) -> Cut:
    """The cheapest set found for these weighted links, none of which leads from a node to itself."""
    return _solved(tuple(sorted(weights.items())))


@lru_cache(maxsize=256)
def _solved(listed: tuple[tuple[Link, int], ...]) -> Cut:
    """Cached: in a history the same circle comes back with every commit."""
    weights = dict(listed)
    nodes = sorted({node for link in weights for node in link})
    if len(nodes) <= MOST_EXACT:
        found = backward(_best_order(nodes, weights), weights)
        return _cut(_first_of_equals(found, weights), weights, exact=True)
    found, bound = good_cut(nodes, weights), packed(weights)
    better, proven = smaller(weights, sum(weights[link] for link in found), bound)
    return _cut(better or found, weights, exact=proven)


def _first_of_equals(links: list[Link], weights: Weights) -> list[Link]:
    """Of single links that do the same for the same cost, the first by name."""
    if len(links) != 1:
        return links
    equals = sorted(link for link, weight in weights.items() if weight == weights[links[0]])
    return [next(link for link in equals if is_free({k: w for k, w in weights.items() if k != link}))]


def _cut(links: Iterable[Link], weights: Weights, exact: bool) -> Cut:
    listed = tuple(sorted(links, key=lambda link: (weights[link], link)))
    cost = sum(weights[link] for link in listed)
    return Cut(listed, cost, cost if exact else min(cost, packed(weights)))


def _best_order(nodes: Sequence[str], weights: Weights) -> list[str]:
    """An order with the least weight leading back: per set of first nodes the best node to be its last."""
    number = {node: n for n, node in enumerate(nodes)}
    out = [[0] * len(nodes) for _ in nodes]
    for (source, target), weight in weights.items():
        out[number[source]][number[target]] = weight
    back = [_sums(row) for row in out]
    best, last = [0] * (1 << len(nodes)), [0] * (1 << len(nodes))
    for chosen in range(1, 1 << len(nodes)):
        tried = ((best[chosen ^ (1 << v)] + back[v][chosen ^ (1 << v)], v) for v in _bits(chosen))
        best[chosen], last[chosen] = min(tried)
    order, chosen = [], (1 << len(nodes)) - 1
    while chosen:
        order.append(nodes[last[chosen]])
        chosen ^= 1 << last[chosen]
    return order[::-1]


def _sums(row: Sequence[int]) -> list[int]:
    """Per set of columns (as bits) the sum of their values."""
    sums = [0] * (1 << len(row))
    for chosen in range(1, len(sums)):
        lowest = chosen & -chosen
        sums[chosen] = sums[chosen ^ lowest] + row[lowest.bit_length() - 1]
    return sums


def _bits(chosen: int) -> Iterable[int]:
    while chosen:
        lowest = chosen & -chosen
        yield lowest.bit_length() - 1
        chosen ^= lowest
