"""An iteration's events with any of them taken away, judged fast enough for thousands of tries."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import resolve
from app.domain.graph import Edge, EdgeId, Fact, Node, NodeId, Snapshot
from app.domain.moments import LATEST
from app.domain.state import read
from app.domain.verdict import Judgement, judge

Entity = NodeId | EdgeId


class Evidence:
    """Taking events away resolves anew only the entities that they spoke of; the rest stays as it is."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.moment = max((event.timestamp for event in events), default=0) + 1
        self._facts: dict[Entity, list[tuple[int, Fact]]] = defaultdict(list)
        self._entities: list[set[Entity]] = []
        for n, event in enumerate(events):
            entry = entry_of(event, n + 1)
            self._entities.append({fact.entity for fact in entry.facts})
            for fact in entry.facts:
                self._facts[fact.entity].append((n, fact))
        self._whole = {entity: self._resolved(entity, ()) for entity in self._facts}

    def _resolved(self, entity: Entity, taken: Collection[int]) -> Node | Edge | None:
        left = [(fact, n + 1) for n, fact in self._facts[entity] if n not in taken]
        return resolve(entity, left, LATEST)

    def without(self, taken: Collection[int]) -> Snapshot:
        """The graph that is left when the events at these places never came."""
        left = dict(self._whole)
        for entity in {entity for n in taken for entity in self._entities[n]}:
            left[entity] = self._resolved(entity, taken)
        nodes = {e: found for e, found in left.items() if isinstance(e, NodeId) and isinstance(found, Node)}
        edges = {e: found for e, found in left.items() if isinstance(e, EdgeId) and isinstance(found, Edge)}
        return Snapshot(nodes, edges)

    def judged_without(self, taken: Collection[int]) -> Judgement:
        """The verdict on what is left."""
        return judge(read(self.without(taken)), self.moment)
