"""Timelines of derived things: what exists from when on, and how one timeline is corrected into another."""

from collections.abc import Callable, Iterable, Mapping

from app.domain.correlate.steps import in_order
from app.domain.fold import EXISTENCE, same
from app.domain.graph import EdgeId, Fact, NodeId, Op, Value

Entity = NodeId | EdgeId
Props = Mapping[str, Value]
Decided = Mapping[Entity, Props]
"""Everything that one decision brings into existence."""

Timeline = dict[int, Props | None]
"""Per valid time at which something changes: the properties from then on, or ``None`` for gone."""


def timelines(points: Iterable[int], decide: Callable[[int], Decided]) -> dict[Entity, Timeline]:
    """What the decision says from each point on, as one timeline per entity, changes only."""
    moments = in_order(points)
    if len(moments) == 1:  # as most often
        return {entity: {moments[0]: props} for entity, props in decide(moments[0]).items()}
    lines: dict[Entity, Timeline] = {}
    standing: dict[Entity, Props] = {}
    for point in moments:
        decided = dict(decide(point))
        for entity in standing.keys() - decided.keys():
            lines[entity][point] = None
        for entity, props in decided.items():
            if entity not in standing or not _equal(standing[entity], props):
                # What is no longer said has to be unsaid: a register keeps its value until the next one.
                unsaid = dict.fromkeys(name for name in standing.get(entity, ()) if name not in props)
                lines.setdefault(entity, {})[point] = {**props, **unsaid} if unsaid else props
        standing = decided
    return lines


def _equal(a: Props, b: Props) -> bool:
    return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)


def revise(old: Mapping[Entity, Timeline], new: Mapping[Entity, Timeline]) -> list[Fact]:
    """The facts that turn old timelines into new ones: statements, removals, and voids for what was never so."""
    if not old and not new:
        return []
    facts: list[Fact] = []
    every = [*new] if not old else [*{**old, **new}]
    for entity in sorted(every, key=_name) if len(every) > 1 else every:
        before, after = old.get(entity, {}), new.get(entity, {})
        for point in in_order([*before, *after]):
            facts += _corrected(entity, point, before, after)
    return facts


def _name(entity: Entity) -> tuple[str, str]:
    return entity[0], entity.uid


def _corrected(entity: Entity, point: int, before: Timeline, after: Timeline) -> list[Fact]:
    if point not in after:
        names = dict.fromkeys([EXISTENCE, *(before[point] or {})])
        return [Fact(entity, point, names, Op.VOID)]
    props = after[point]
    if point in before and _standing_equal(before[point], props):
        return []
    stale = [name for name in (before.get(point) or {}) if name not in (props or {})]
    voids = [Fact(entity, point, dict.fromkeys(stale), Op.VOID)] if stale else []
    return [*voids, Fact(entity, point, props or {}, Op.REMOVE if props is None else Op.DECLARE)]


def _standing_equal(a: Props | None, b: Props | None) -> bool:
    if a is None or b is None:
        return a is b
    return _equal(a, b)
