"""Layouts follow from structure: edges lead right, nothing overlaps, nothing stands apart."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.lenses.layered import MOST_WAYPOINTS, layers_of
from app.lenses.layout import ROW, SUB_COLUMN, layered, spread
from app.lenses.structure import SHAPES

unhurried = settings(deadline=None, max_examples=60)
"""How long one example takes says nothing on a busy machine."""


@st.composite
def dags(draw: st.DrawFn) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Up to forty nodes with edges from earlier to later ones."""
    count = draw(st.integers(1, 40))
    names = tuple(f"n{i:02}" for i in range(count))
    later = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] < p[1])
    pairs = draw(st.lists(later, max_size=60, unique=True)) if count > 1 else []
    return names, tuple((names[a], names[b]) for a, b in sorted(pairs))


@given(dags())
@unhurried
def test_every_edge_leads_to_the_right(graph: tuple[tuple[str, ...], tuple[tuple[str, str], ...]]) -> None:
    places = layered(*graph)
    assert all(places[a][0] < places[b][0] for a, b in graph[1])


@given(dags())
@unhurried
def test_no_two_nodes_overlap(graph: tuple[tuple[str, ...], tuple[tuple[str, str], ...]]) -> None:
    places = layered(*graph)
    for (ax, ay), (bx, by) in combinations(places.values(), 2):
        assert abs(ax - bx) >= SUB_COLUMN - 1 or abs(ay - by) >= ROW / 2 - 1


@given(dags())
@unhurried
def test_every_node_has_a_place_and_it_is_the_same_each_time(
    graph: tuple[tuple[str, ...], tuple[tuple[str, str], ...]],
) -> None:
    layered.cache_clear()
    first = dict(layered(*graph))
    layered.cache_clear()
    assert first.keys() == set(graph[0]) and first == layered(*graph)


def test_a_cycle_is_cut_rather_than_refused() -> None:
    assert len(layered(("a", "b", "c"), (("a", "b"), ("b", "c"), ("c", "a")))) == 3


def test_what_is_first_stands_in_the_first_column_and_nothing_else_does() -> None:
    places = layered(("IF.A", "IF.B", "x", "y"), (("IF.A", "x"), ("x", "y")), frozenset({"IF.A", "IF.B"}))
    first_column = {name for name, (x, _) in places.items() if x == 0}
    assert first_column == {"IF.A", "IF.B"}


def test_an_interface_that_needs_something_comes_after_it() -> None:
    places = layered(("IF.A", "x"), (("x", "IF.A"),), frozenset({"IF.A"}))
    assert places["x"][0] < places["IF.A"][0]


def test_a_step_of_many_tasks_is_staggered_instead_of_growing_without_end() -> None:
    names = ("root", *(f"n{i:03}" for i in range(300)))
    places = layered(names, tuple(("root", n) for n in names[1:]))
    width = max(x for x, _ in places.values())
    height = max(y for _, y in places.values())
    assert height < 2.5 * width


def test_the_layers_of_a_long_plan_that_all_needs_one_task_are_found_without_a_way_point_for_each() -> None:
    names = tuple(f"n{i:04}" for i in range(2000))
    edges = (*pairwise(names), *((names[0], name) for name in names[2:]))
    drawn = layers_of(names, edges, frozenset())
    assert [len(row) for row in drawn.rows][:1] == [1]
    assert sum(n < 0 for row in drawn.rows for n in row) <= MOST_WAYPOINTS
    assert len(drawn.rows) == len(names)


def test_nodes_without_edges_stand_in_a_block_below() -> None:
    places = layered(("a", "b", "lonely", "other"), (("a", "b"),))
    assert min(places["lonely"][1], places["other"][1]) > max(places["a"][1], places["b"][1])
    assert places["lonely"] != places["other"]


@unhurried
@given(st.lists(st.floats(-500, 500), max_size=30))
def test_spread_keeps_the_order_and_the_room(wanted: list[float]) -> None:
    found = spread(wanted, [10.0] * len(wanted))
    assert all(b - a >= 10.0 - 1e-6 for a, b in pairwise(found))


def test_spread_leaves_alone_what_does_not_touch() -> None:
    assert spread([0.0, 50.0], [10.0, 10.0]) == [0.0, 50.0]


def test_a_violation_is_the_loudest_of_all_shapes() -> None:
    assert min(SHAPES, key=SHAPES.__getitem__) == "violation"
