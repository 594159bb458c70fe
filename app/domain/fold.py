"""``fold``: the reference meaning of time travel. Slow, obvious, and right; stores are compared with it.

Of everything visible at a moment (``valid_at <= valid`` and ``accepted <= known``):

1. per entity and register, and per valid time, the greatest acceptance speaks for that valid time;
2. a VOID that speaks for a valid time leaves that valid time empty;
3. of the valid times that remain, the latest wins;
4. existence is a register as well: DECLARE says *here*, REMOVE says *gone*; a REMOVE also says
   *nothing* for every property of the entity at its valid time;
5. an entity without existence register but with properties is a stub; one that is gone is not there.

Entries with a key already seen are left out, whoever accepted first speaking.
"""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any, NamedTuple

from app.domain.difference import Changed, Diff
from app.domain.graph import Edge, EdgeId, Entry, Fact, Node, NodeId, Op, Snapshot, Value
from app.domain.moments import AsOf

EXISTENCE = "*"
"""The name of the existence register."""


class Stated(NamedTuple):
    """The winner of a register: its value and the valid time it holds from."""

    valid_at: int
    value: Value


class _Statement(NamedTuple):
    """One row of the long list that the fold sorts; ``nothing`` marks a void."""

    valid_at: int
    accepted: int
    order: int
    nothing: bool
    value: Value


def fold(entries: Iterable[Entry], as_of: AsOf) -> Snapshot:
    """The graph that these entries (of one scope) describe at ``as_of``."""
    registers: dict[NodeId | EdgeId, dict[str, list[_Statement]]] = {}
    order = count()  # of entries accepted at once, and of facts of one entry, the later one speaks
    for entry in first_of_each_key(entries):
        if entry.accepted <= as_of.known:
            for fact in entry.facts:
                if fact.valid_at <= as_of.valid:
                    _state(fact, entry.accepted, next(order), registers.setdefault(fact.entity, {}))
    made = [_entity(entity, columns) for entity, columns in registers.items()]
    nodes = {node.id: node for node in made if isinstance(node, Node)}
    return Snapshot(nodes, {edge.id: edge for edge in made if isinstance(edge, Edge)})


def first_of_each_key(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in order of arrival, without those whose key was seen before."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.key, entry)
    return list(kept.values())


def resolve(entity: NodeId | EdgeId, facts: Iterable[tuple[Fact, int]], valid_at: int) -> Node | Edge | None:
    """One entity at one valid time, from its facts, each with its acceptance."""
    columns: dict[str, list[_Statement]] = {}
    for order, (fact, accepted) in enumerate(facts):
        if fact.valid_at <= valid_at:
            _state(fact, accepted, order, columns)
    return _entity(entity, columns)


def _state(
    fact: Fact,
    accepted: int,
    order: int,
    columns: dict[str, list[_Statement]],
) -> None:
    """Spread one fact over the registers that it speaks for."""
    void = fact.op is Op.VOID
    for name, value in fact.props.items():
        if name != EXISTENCE or void:
            row = _Statement(fact.valid_at, accepted, order, void, None if void else value)
            columns.setdefault(name, []).append(row)
    if fact.op in (Op.DECLARE, Op.REMOVE):
        here = fact.op is Op.DECLARE
        columns.setdefault(EXISTENCE, []).append(_Statement(fact.valid_at, accepted, order, False, here))


def _entity(entity: NodeId | EdgeId, columns: Mapping[str, list[_Statement]]) -> Node | Edge | None:
    """The entity as its registers leave it, or nothing when it is gone or never really stated."""
    existence = _winner(columns.get(EXISTENCE, ()))
    if existence is not None and existence.value is False:
        return None
    removed_at = _last_removal(columns.get(EXISTENCE, ()))
    stated = {
        name: won
        for name, rows in columns.items()
        if name != EXISTENCE and (won := _winner(rows, removed_at)) is not None
    }
    if existence is None and not stated:
        return None
    since = existence.valid_at if existence else min(won.valid_at for won in stated.values())
    build: Any = Node if isinstance(entity, NodeId) else Edge
    made: Node | Edge = build(
        entity,
        {name: won.value for name, won in sorted(stated.items())},
        {name: won.valid_at for name, won in sorted(stated.items())},
        since,
        existence is None,
    )
    return made


def _spoken(rows: Iterable[_Statement]) -> list[_Statement]:
    """Per valid time the statement with the greatest acceptance, oldest first, voids left out."""
    speaking: dict[int, _Statement] = {}
    for row in sorted(rows, key=_age):
        speaking[row.valid_at] = row
    return [row for _, row in sorted(speaking.items()) if not row.nothing]


def _age(row: _Statement) -> tuple[int, int, int]:
    return row[:3]


def _winner(rows: Iterable[_Statement], removed_at: tuple[int, int, int] | None = None) -> Stated | None:
    """The statement that counts, unless a removal came at or after it."""
    spoken = _spoken(rows)
    if not spoken or (removed_at and spoken[-1][:3] < removed_at):
        return None
    return Stated(spoken[-1].valid_at, spoken[-1].value)


def _last_removal(rows: Iterable[_Statement]) -> tuple[int, int, int] | None:
    """When the latest removal that still speaks was stated."""
    removals = [row[:3] for row in _spoken(rows) if row.value is False]
    return removals[-1] if removals else None


def diff(before: Snapshot, after: Snapshot) -> Diff:
    """What was added, removed and changed between two snapshots (valid times alone do not count)."""
    old, new = _entities(before), _entities(after)
    changed = (_changed(old[e], new[e]) for e in sorted(old.keys() & new.keys(), key=entity_order))
    return Diff(
        tuple(sorted(new.keys() - old.keys(), key=entity_order)),
        tuple(sorted(old.keys() - new.keys(), key=entity_order)),
        tuple(change for change in changed if change.before or change.after),
    )


def _entities(snapshot: Snapshot) -> dict[NodeId | EdgeId, Node | Edge]:
    everything: dict[NodeId | EdgeId, Node | Edge] = dict(snapshot.nodes.items())
    everything.update(snapshot.edges.items())
    return everything


def _changed(old: Node | Edge, new: Node | Edge) -> Changed:
    names = [n for n in {**old.props, **new.props} if not same(old.props.get(n), new.props.get(n))]
    before = {n: old.props[n] for n in sorted(names) if n in old.props}
    return Changed(old.id, before, {n: new.props[n] for n in sorted(names) if n in new.props})


def same(a: Value, b: Value) -> bool:
    """Equal and of one type: ``True`` is not ``1`` and ``1`` is not ``1.0``."""
    return type(a) is type(b) and a == b


def entity_order(entity: NodeId | EdgeId) -> tuple[int, str, str]:
    """A total order over nodes and edges: nodes first, then by kind, then by uid."""
    is_edge = isinstance(entity, EdgeId)
    return (int(is_edge), entity[0], entity.uid)
