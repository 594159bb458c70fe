"""The correlation of one scope: notices facts, asks the rules again where something changed, says what differs."""

from collections import defaultdict
from collections.abc import Iterable

from app.domain.correlate.rules import RULES, Rule
from app.domain.correlate.timelines import Decided, Entity, Timeline, revise, timelines
from app.domain.correlate.watch import Watch
from app.domain.graph import Entry, Fact, NodeId

Group = tuple[str, str]
"""A rule and a key under which its seekers and offers meet."""


class Correlator:
    """Derived links of one scope. What it knows is a pure function of the facts it was shown.

    After a restart it is rebuilt by showing it the entries kept in the store (``recall``).
    """

    def __init__(self) -> None:
        self._watch = Watch()
        self._noticed: set[str] = set()
        self._seekers: dict[Group, set[NodeId]] = defaultdict(set)
        self._offers: dict[Group, set[NodeId]] = defaultdict(set)
        self._derived: dict[tuple[str, NodeId], dict[Entity, Timeline]] = {}

    def derive(self, entry: Entry) -> list[Fact]:
        """The corrections to derived links that the facts stated by this entry lead to; none for a redelivery."""
        if entry.key in self._noticed:
            return []
        touched = self._watch.notice(entry.facts, entry.accepted)
        if not touched:
            return []
        self._noticed.add(entry.key)
        corrections: list[Fact] = []
        for rule, seeker in sorted(self._affected(touched), key=lambda pair: (pair[0].name, pair[1])):
            new = self._timelines(rule, seeker)
            corrections += revise(self._derived.get((rule.name, seeker), {}), new)
            self._derived[rule.name, seeker] = new
        return corrections

    def recall(self, entries: Iterable[Entry]) -> None:
        """Learn again what the store already holds; its derived facts are there already."""
        for entry in entries:
            self.derive(entry)

    def _affected(self, touched: set[NodeId]) -> list[tuple[Rule, NodeId]]:
        affected: dict[tuple[str, NodeId], tuple[Rule, NodeId]] = {}
        for node in touched:
            for rule in RULES:
                for seeker in self._seekers_near(rule, node):
                    affected[rule.name, seeker] = (rule, seeker)
        return list(affected.values())

    def _seekers_near(self, rule: Rule, node: NodeId) -> set[NodeId]:
        """The seekers whose decision the node can change: itself, or those that share a key with it."""
        near: set[NodeId] = set()
        if node.label == rule.seeker:
            for key in rule.seeker_keys(node, lambda name: self._watch.ever(node, name)):
                self._seekers[rule.name, key].add(node)
            near.add(node)
        if node.label == rule.offer:
            for key in rule.offer_keys(node, lambda name: self._watch.ever(node, name)):
                self._offers[rule.name, key].add(node)
                near |= self._seekers[rule.name, key]
        return near

    def _timelines(self, rule: Rule, seeker: NodeId) -> dict[Entity, Timeline]:
        keys = rule.seeker_keys(seeker, lambda name: self._watch.ever(seeker, name))
        offers = sorted({offer for key in keys for offer in self._offers[rule.name, key]})
        points = [point for node in (seeker, *offers) for point in self._watch.points(node)]

        def decide(point: int) -> Decided:
            me = self._watch.at(seeker, point)
            if me is None:
                return {}
            present = (self._watch.at(offer, point) for offer in offers)
            return rule.decide(me, [o for o in present if o is not None and not o.stub])

        return timelines(points, decide)
