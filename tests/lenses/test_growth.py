"""A drawing that grows: newcomers find room, and nobody moves who need not."""

from hypothesis import given
from hypothesis import strategies as st

from app.lenses.growth import PLANNING_MS, grown
from app.lenses.layout import layered

Plan = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Some tasks, each of which needs some of those before it."""
    names = tuple(f"T{i:02}" for i in range(draw(st.integers(1, 24))))
    pairs = [(a, b) for i, b in enumerate(names) for a in names[:i]]
    return names, tuple(sorted(draw(st.sets(st.sampled_from(pairs), max_size=30)))) if pairs else ()


def told(names: tuple[str, ...], later: tuple[str, ...] = ()) -> tuple[tuple[str, int], ...]:
    after = ((name, PLANNING_MS + 1 + at) for at, name in enumerate(later))
    return (*((name, 0) for name in names), *after)


def crowded(places: dict[str, tuple[float, float]]) -> list[tuple[str, str]]:
    listed = sorted(places.items())
    return [
        (a, b)
        for a, (ax, ay) in listed
        for b, (bx, by) in listed
        if a < b and abs(ax - bx) < 60 and abs(ay - by) < 60
    ]


@given(plans())
def test_a_plan_told_at_once_is_laid_out_as_a_whole(plan: Plan) -> None:
    names, edges = plan
    assert grown(told(names), edges) == layered(names, edges)


@given(plans(), st.data())
def test_a_leaf_that_comes_later_moves_nobody(plan: Plan, data: st.DataObject) -> None:
    names, edges = plan
    needs = data.draw(st.sets(st.sampled_from(names), max_size=4))
    more = (*edges, *((name, "new") for name in sorted(needs)))
    before, after = grown(told(names), edges), grown(told(names, ("new",)), more)
    assert {name: after[name] for name in names} == before
    assert all(after["new"][0] > after[name][0] for name in needs)


@given(plans(), st.data())
def test_what_comes_between_moves_only_what_must_come_after_it(plan: Plan, data: st.DataObject) -> None:
    names, edges = plan
    later = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=3))
    more = (*edges, *(("new", name) for name in sorted(later)))
    before, after = grown(told(names), edges), grown(told(names, ("new",)), more)
    behind = set(later)
    while more_behind := {b for a, b in edges if a in behind} - behind:
        behind |= more_behind
    assert all(after[name] == before[name] for name in names if name not in behind)
    assert all(after[a][0] < after[b][0] for a, b in more)


@given(plans())
def test_tasks_told_one_by_one_never_stand_on_each_other_and_never_move(plan: Plan) -> None:
    names, edges = plan
    known: dict[str, tuple[float, float]] = {}
    for count in range(1, len(names) + 1):
        there = names[1:count]
        within = tuple(edge for edge in edges if {*edge} <= {names[0], *there})
        places = dict(grown(told(names[:1], there), within))
        assert {name: places[name] for name in known} == known
        known = places
    assert not crowded(known)
    assert all(known[a][0] < known[b][0] for a, b in edges)


def test_tasks_that_need_each_other_are_drawn_all_the_same() -> None:
    edges = (("a", "b"), ("b", "c"), ("c", "a"))
    assert set(grown(told(("a",), ("b", "c")), edges)) == {"a", "b", "c"}
