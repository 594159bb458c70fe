"""A difference leads from one plain answer to the other, whatever they are, and is small where little changed."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.lenses.difference import Change, difference

LEAVES = st.none() | st.integers(-3, 3) | st.sampled_from(["a", "b", ""])
NAMED = st.fixed_dictionaries({"id": st.sampled_from("abcdef"), "x": LEAVES})
PLAIN = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5) | st.lists(NAMED, max_size=6) | st.dictionaries(st.sampled_from("pqr"), inner)
    ),
    max_leaves=20,
)


def altered(old: Any, change: Change) -> Any:
    """The value that the change leads to, as the page makes it."""
    match change:
        case ["=", value]:
            return value
        case ["{", fields, gone]:
            kept = {name: value for name, value in old.items() if name not in gone}
            return kept | {name: altered(old.get(name), one) for name, one in fields.items()}
        case ["[", runs, changes]:
            items: list[Any] = []
            for run in runs:
                items += old[run[0] : run[0] + run[1]] if len(run) == 2 else run
            for place, one in changes.items():
                items[int(place)] = altered(items[int(place)], one)
            return items
    raise AssertionError(change)


@given(PLAIN, PLAIN)
def test_it_leads_from_the_one_to_the_other_also_when_it_has_travelled(before: Any, after: Any) -> None:
    change = difference(before, after)
    if change is None:
        assert before == after
    else:
        assert altered(before, json.loads(json.dumps(change))) == after


def test_of_many_marks_one_that_comes_travels_alone() -> None:
    marks = [{"id": f"T{n}", "tone": "idle", "x": n} for n in range(500)]
    fresh = {"id": "new", "tone": "pass", "x": 0}
    after = [*marks[:100], fresh, *marks[100:-1], {**marks[-1], "tone": "fail"}]
    assert difference(marks, after) == [
        "[",
        [[0, 100], [fresh], [100, 400]],
        {"500": ["{", {"tone": ["=", "fail"]}, []]},
    ]


def test_what_is_equal_has_no_difference() -> None:
    assert difference({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}) is None


class Leaf(msgspec.Struct, frozen=True):
    """Something with a name, as view models have them."""

    id: str
    x: int | None = None


class Tree(msgspec.Struct, frozen=True):
    """A structure of them."""

    leaves: tuple[Leaf, ...]
    one: Leaf | None = None


TREES = st.builds(
    Tree,
    leaves=st.lists(st.builds(Leaf, id=st.sampled_from("abcdef"), x=st.none() | st.integers(0, 2))).map(tuple),
    one=st.none() | st.builds(Leaf, id=st.sampled_from("ab")),
)


@given(TREES | PLAIN, TREES | PLAIN)
def test_structures_differ_as_what_they_look_like_when_they_travel(before: Any, after: Any) -> None:
    change = difference(before, after)
    if change is None:
        assert before == after
    else:
        assert altered(travelled(before), travelled(change)) == travelled(after)


def travelled(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_of_a_structure_only_what_changed_travels() -> None:
    before = Tree(tuple(Leaf(f"T{n}") for n in range(500)))
    after = Tree((*before.leaves[:-1], Leaf("T499", 1)))
    assert difference(before, after) == [
        "{",
        {"leaves": ["[", [[0, 500]], {"499": ["{", {"x": ["=", 1]}, []]}]},
        [],
    ]


@given(PLAIN, PLAIN, st.integers(0, 6))
def test_where_too_much_differs_all_of_it_is_told_anew(before: Any, after: Any, most: int) -> None:
    change = difference(before, after, most)
    assert altered(before, change) == after if change else before == after
    if change and change[0] != "=":
        assert difference(before, after) == change
