"""Histories to try a graph store with: late, duplicated, corrected, removed and voided facts, many ties.

Times come from a small grid, so that facts about one entity often speak about the same moment; what a
store does with ties is where it goes wrong first.
"""

from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Scope
from app.domain.moments import LATEST, AsOf

HERE = Scope("acme", "iteration")
NODES = (NodeId("Task", "a"), NodeId("Task", "b"), NodeId("Module", "a"))
EDGES = (EdgeId("DEPENDS_ON", NODES[0], NODES[1]), EdgeId("SAME_AS", NODES[0], NODES[2]))
NAMES = ("status", "name", "weight")
TIMES = tuple(range(1_000, 1_006))
ACCEPTED = tuple(range(50, 62))

values: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        1.0,
        -2,
        0.5,
        2**53,
        -(2**53),
        "",
        "1",
        "READY",
        "grün",
        [],
        [1],
        [True],
        {"a": 1},
        {"a": [None, 1.0]},
    ]
)
entities: st.SearchStrategy[NodeId | EdgeId] = st.one_of(st.sampled_from(NODES), st.sampled_from(EDGES))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """One statement; a void may take back the existence too (``*``)."""
    op = draw(st.sampled_from([Op.PATCH, Op.PATCH, Op.PATCH, Op.DECLARE, Op.REMOVE, Op.VOID]))
    props = draw(st.dictionaries(st.sampled_from(NAMES), values, max_size=3))
    if op is Op.VOID and draw(st.booleans()):
        props = {**props, "*": None}
    return Fact(draw(entities), draw(st.sampled_from(TIMES)), props, op)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries of one scope in the order in which they reach the store.

    Mostly the acceptance grows; some histories have it in any order, or twice. Some keys come again
    with other content, which must change nothing.
    """
    count = draw(st.integers(1, 12))
    anyhow = st.lists(st.sampled_from(ACCEPTED), min_size=count, max_size=count)
    growing = st.just([ACCEPTED[0] + n for n in range(count)])
    accepted = draw(st.one_of(growing, growing, anyhow))
    keys = draw(st.lists(st.integers(0, 40), min_size=count, max_size=count))
    return [
        entry(f"k{key}", draw(st.lists(facts(), max_size=3)), seen) for key, seen in zip(keys, accepted, strict=True)
    ]


def entry(key: str, stated: list[Fact], accepted: int, scope: Scope = HERE) -> Entry:
    """An entry at the time of its first fact."""
    at = stated[0].valid_at if stated else TIMES[0]
    subject = stated[0].entity.uid if stated else ""
    named = (f"e-{key}-{accepted}", "dde.task.patched")
    return Entry(scope, key, *named, at, accepted, tuple(stated), subject, "done")


def stated(key: str, accepted: int, valid_at: int = TIMES[0], entity: NodeId = NODES[0], **props: Any) -> Entry:
    """An entry that declares one node."""
    return entry(key, [Fact(entity, valid_at, props, Op.DECLARE)], accepted)


@st.composite
def batches(draw: st.DrawFn) -> list[list[Entry]]:
    """A history in the batches in which a worker might bring it, some batches brought twice."""
    rest = draw(histories())
    cut: list[list[Entry]] = []
    while rest:
        size = draw(st.integers(1, 5))
        head, rest = rest[:size], rest[size:]
        cut.extend([head, head] if draw(st.booleans()) and len(cut) % 3 == 0 else [head])
    return cut


def long_history(seed: int, count: int = 400) -> list[Entry]:
    """Many entries over a long time, with late ones, ties, removals and a few voids; mostly in order."""
    chance = Random(seed)
    return [entry(f"k{n}", [_some_fact(n, chance)], n + 1 - 3 * (chance.random() < 0.03)) for n in range(count)]


def _some_fact(number: int, chance: Random) -> Fact:
    lateness = chance.choice([0] * 12 + [3, 40, chance.randrange(number + 1)])
    op = chance.choices([Op.PATCH, Op.DECLARE, Op.REMOVE, Op.VOID], [70, 20, 9, 0.4])[0]
    names = chance.sample(NAMES, chance.randint(1, 3))
    who = NodeId("Task", f"n{chance.randrange(25)}")
    return Fact(who, 1_000 + (number - lateness) // 2, {name: chance.choice(_SOME) for name in names}, op)


_SOME: list[Any] = [None, True, 1, 1.0, 0.25, "READY", "DONE", [1], -(2**40)]
moments = st.builds(AsOf, st.sampled_from([*TIMES, 0, LATEST]), st.sampled_from([*ACCEPTED, 0, LATEST]))
EVERY_MOMENT = [AsOf(valid, known) for valid in (*TIMES, LATEST) for known in (*ACCEPTED[::2], LATEST)]


def moved_to(scope: Scope, cut: list[list[Entry]]) -> list[list[Entry]]:
    """The same batches about another scope."""
    return [[msgspec.structs.replace(e, scope=scope) for e in part] for part in cut]
