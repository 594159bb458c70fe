"""The correlation of one scope: notices facts, decides again where something changed, says what differs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from app.domain.correlate.matters import Matter, Matters, stage_of
from app.domain.correlate.relations import Relations
from app.domain.correlate.rules import RELATIONSHIPS
from app.domain.correlate.timelines import Entity, Timeline, revise
from app.domain.correlate.watch import Watch
from app.domain.graph import Entry, Fact, NodeId

_STAGES: Final = sorted({relationship.stage for relationship in RELATIONSHIPS})


class Correlator:
    """Derived links of one scope. What it knows is a pure function of the facts it was shown.

    After a restart it is rebuilt by showing it the entries kept in the store (``recall``).
    """

    def __init__(self) -> None:
        self._watch = Watch()
        self._noticed: set[str] = set()
        self._relations = Relations()
        self._matters = Matters(self._watch, self._relations)
        self._derived: dict[Matter, Mapping[Entity, Timeline]] = {}

    @property
    def nodes(self) -> int:
        """How many nodes are remembered."""
        return self._watch.nodes

    def derive(self, entry: Entry) -> list[Fact]:
        """The corrections to derived links that the facts stated by this entry lead to; none for a redelivery."""
        return self._settle(self._notice(entry))

    def recall(self, entries: Iterable[Entry]) -> None:
        """Learn again what the store already holds, at once: its derived facts are there already."""
        touched: set[NodeId] = set()
        for entry in entries:
            touched |= self._notice(entry)
        self._settle(touched)

    def _notice(self, entry: Entry) -> set[NodeId]:
        if entry.key in self._noticed:
            return set()
        heard, touched = self._watch.notice(entry.facts, entry.accepted)
        if heard:
            self._noticed.add(entry.key)
        return touched

    def _settle(self, touched: set[NodeId]) -> list[Fact]:
        """Decide what is touched, stage by stage; what changes there touches the stages that come."""
        open_: dict[int, set[Matter]] = defaultdict(set)
        for node in touched:
            self._matters.introduce(node)
        for node in touched:
            for matter in self._matters.touched_by(node):
                open_[stage_of(matter)].add(matter)
        corrections: list[Fact] = []
        for stage in _STAGES:
            for matter in sorted(open_.pop(stage, ())):
                corrections += self._decided(matter, open_)
        return corrections

    def _decided(self, matter: Matter, open_: dict[int, set[Matter]]) -> list[Fact]:
        old, new = self._derived.get(matter, {}), self._matters.decide(matter)
        corrections = revise(old, new)
        if not corrections:
            return []
        self._derived[matter] = new
        for following in self._matters.touched_over(self._relations.linked(old, new)):
            open_[stage_of(following)].add(following)
        return corrections
