"""What breaks a circle at the least cost: held against every order there is, or else against bounds."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.architecture.cycles import strongly_connected
from app.domain.architecture.feedback import cheapest_cut
from app.domain.architecture.feedback_bounds import is_free, packed, smaller
from app.domain.architecture.feedback_orders import good_cut

Weights = dict[tuple[str, str], int]


def weighted(names: str) -> st.SearchStrategy[Weights]:
    links = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda link: link[0] != link[1])
    return st.dictionaries(links, st.integers(1, 4), min_size=1)


def nodes_of(weights: Weights) -> list[str]:
    return sorted({node for link in weights for node in link})


def least(weights: Weights) -> int:
    """The least weight that leads back, over all orders."""

    def back(order: tuple[str, ...]) -> int:
        place = {node: n for n, node in enumerate(order)}
        return sum(weight for (a, b), weight in weights.items() if place[a] > place[b])

    return min(map(back, permutations(nodes_of(weights))))


@settings(deadline=None)
@given(weighted("abcdef"))
def test_a_small_circle_is_broken_at_the_least_cost_there_is(weights: Weights):
    cut = cheapest_cut(weights)

    assert cut.exact and cut.cost == least(weights) == sum(weights[link] for link in cut.links)
    assert is_free({link: weight for link, weight in weights.items() if link not in cut.links})


@settings(deadline=None)
@given(weighted("abcdef"))
def test_what_is_found_step_by_step_is_never_below_the_least_and_its_bound_never_above(weights: Weights):
    found, bound = good_cut(nodes_of(weights), weights), packed(weights)
    cost = sum(weights[link] for link in found)

    assert is_free({link: weight for link, weight in weights.items() if link not in found})
    assert bound <= least(weights) <= cost
    better, proven = smaller(weights, cost, bound)
    if proven:
        assert sum(weights[link] for link in better or found) == least(weights)


@settings(max_examples=25, deadline=None)
@given(weighted("abcdefghijklmnopqrst"))
def test_a_large_circle_is_broken_within_its_bound(weights: Weights):
    cut = cheapest_cut(weights)

    assert cut.bound <= cut.cost and (not cut.exact or cut.bound == cut.cost)
    assert is_free({link: weight for link, weight in weights.items() if link not in cut.links})
    needs: dict[str, list[str]] = {node: [] for node in nodes_of(weights)}
    for source, target in weights.keys() - set(cut.links):
        needs[source].append(target)
    assert strongly_connected(needs) == []


def test_a_circle_that_two_links_break_at_no_more_than_one_heavy_one_is_broken_where_it_is_cheap():
    weights = {("a", "b"): 5, ("b", "c"): 1, ("c", "a"): 5, ("b", "d"): 1, ("d", "a"): 5}

    assert cheapest_cut(weights).links == (("b", "c"), ("b", "d"))
