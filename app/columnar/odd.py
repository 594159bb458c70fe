"""Entities that columns cannot tell (see ``ties``), worked out from their own facts by the rules of ``fold``.

What such an entity is changes only at the valid times of its facts, so what was worked out for one of
them serves all moments up to the next.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from app.domain.fold import resolve
from app.domain.graph import Edge, EdgeId, Entry, Fact, Node, NodeId
from app.domain.moments import AsOf

Entity = NodeId | EdgeId
Told = list[tuple[Fact, int]]


class OddEntities:
    """Some entities of one scope, by number, and all that was ever said of them."""

    def __init__(self, entities: dict[Entity, int], entries: Iterable[Entry]) -> None:
        self._numbers = entities
        self._told = _by_entity(entities, entries)
        self._points = {entity: sorted({f.valid_at for f, _ in told}) for entity, told in self._told.items()}
        self._last = max((accepted for told in self._told.values() for _, accepted in told), default=0)
        self._made: dict[tuple[Entity, int], Node | Edge | None] = {}

    def at(self, moment: AsOf) -> dict[int, Node | Edge | None]:
        """Each of them at this moment; nothing for those that are not there."""
        look = self._as_known_now if moment.known >= self._last else self._as_known_then
        return {number: look(entity, moment) for entity, number in self._numbers.items()}

    def _as_known_now(self, entity: Entity, moment: AsOf) -> Node | Edge | None:
        points = self._points.get(entity, [])
        point = bisect_right(points, moment.valid)
        if not point:
            return None
        if (entity, point) not in self._made:
            self._made[entity, point] = resolve(entity, self._told[entity], points[point - 1])
        return self._made[entity, point]

    def _as_known_then(self, entity: Entity, moment: AsOf) -> Node | Edge | None:
        told = [(fact, accepted) for fact, accepted in self._told.get(entity, []) if accepted <= moment.known]
        return resolve(entity, told, moment.valid)


def _by_entity(entities: dict[Entity, int], entries: Iterable[Entry]) -> dict[Entity, Told]:
    """The facts of each entity in the order in which they may overrule each other: by acceptance, then by
    arrival, then by their place in the entry."""
    told: dict[Entity, Told] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.accepted):
        for fact in entry.facts:
            if fact.entity in entities:
                told[fact.entity].append((fact, entry.accepted))
    return told
