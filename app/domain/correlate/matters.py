"""What there is to decide: the links of one seeker in one relationship, over all of valid time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.domain import labels
from app.domain.correlate.chains import Change
from app.domain.correlate.meetings import Meeting
from app.domain.correlate.outcomes import Ask
from app.domain.correlate.people import ACCEPTED, REJECTED, other_end, settled, verdicts
from app.domain.correlate.relations import Relations
from app.domain.correlate.rules import RELATIONSHIPS, decidable
from app.domain.correlate.steps import at
from app.domain.correlate.timelines import Decided, Entity, Timeline, timelines
from app.domain.correlate.watch import Watch
from app.domain.graph import Node, NodeId

_OF_SEEKER: Final = {r.seeker: [o for o in RELATIONSHIPS if o.seeker == r.seeker] for r in RELATIONSHIPS}
_OF_OFFER: Final = {r.offer: [o for o in RELATIONSHIPS if o.offer == r.offer] for r in RELATIONSHIPS}
_OF_WAYS: Final = {r.ways: r.name for r in RELATIONSHIPS if r.ways}
_NAMED: Final = {r.name: r for r in RELATIONSHIPS}


Matter = tuple[str, NodeId]
"""The links of one seeker in the relationship of this name."""


def stage_of(matter: Matter) -> int:
    """When its turn comes."""
    return _NAMED[matter[0]].stage


class Matters:
    """Finds what a change touches, and decides it from what is known."""

    def __init__(self, watch: Watch, relations: Relations) -> None:
        self._watch, self._relations = watch, relations
        self._meetings: dict[str, Sequence[Meeting]] = {r.name: r.meetings() for r in RELATIONSHIPS}
        self._decisions: dict[tuple[str, NodeId], set[NodeId]] = defaultdict(set)
        self._awaited: dict[NodeId, set[Matter]] = defaultdict(set)
        self._upon: dict[NodeId, set[Matter]] = defaultdict(set)

    def introduce(self, node: NodeId) -> None:
        """Let a seeker be found by the offers that it is interested in."""
        steps = self._watch.steps(node)
        for relationship in _OF_SEEKER.get(node.label, ()):
            for meeting in self._meetings[relationship.name]:
                meeting.seek(node, steps)

    def touched_by(self, node: NodeId) -> Iterator[Matter]:
        """Everything that is to be decided anew because the node has changed."""
        if node.label == labels.LINK_DECISION:
            yield from self._decided_upon(node)
            return
        steps = self._watch.steps(node)
        for relationship in _OF_SEEKER.get(node.label, ()):
            yield relationship.name, node
        for relationship in _OF_OFFER.get(node.label, ()):
            for meeting in self._meetings[relationship.name]:
                for seeker in meeting.offer(node, steps):
                    yield relationship.name, seeker
        yield from self._awaited.get(node, ())
        yield from self.touched_over(self._relations.stated(node, steps))

    def touched_over(self, changes: Iterable[Change]) -> Iterator[Matter]:
        """Everything that stands on a chain that has changed."""
        for name, start, _, _ in changes:
            if name in _OF_WAYS:
                yield _OF_WAYS[name], start

    def decide(self, matter: Matter) -> dict[Entity, Timeline]:
        """The links of the seeker over all time: decided at each moment at which something it looks at changes."""
        relationship, seeker = _NAMED[matter[0]], matter[1]
        mine = self._watch.steps(seeker)
        offers = self._offers(matter)
        decisions = sorted(self._decisions.get(matter, ()))
        ways = self._relations.ways(relationship.ways, seeker) if relationship.ways else {}
        others = {other_end(d, relationship.edge(seeker)) for one in decisions for d in self._ever(one)}
        courses = [self._watch.steps(offer) for offer in offers]
        people_said = [self._watch.steps(node) for node in (*decisions, *others)]
        points = [point for course in (mine, *courses, *people_said) for point, _ in course]
        points += [point for course in ways.values() for point, _ in course]

        def decided(moment: int) -> Decided:
            me = at(mine, moment)
            present = [node for course in courses if (node := at(course, moment)) is not None and not node.stub]
            people = [node for one in decisions if (node := self._watch.at(one, moment)) is not None]
            found = {end: way for end, course in ways.items() if (way := at(course, moment)) is not None}
            return self._concluded(matter, me, Ask(me or Node(seeker, {}, {}, 0), present, found), people, moment)

        return timelines(points, decided)

    def _concluded(self, matter: Matter, me: Node | None, ask: Ask, people: Sequence[Node], moment: int) -> Decided:
        relationship, seeker = _NAMED[matter[0]], matter[1]
        if not people:
            return relationship.decide(ask) if me else {}
        edge = relationship.edge(seeker)
        accepted, rejected = verdicts(people, edge, ACCEPTED), verdicts(people, edge, REJECTED)
        there = [other for other in accepted if me and self._watch.declared(other, moment)]
        asked = ask._replace(accepted=frozenset(there), rejected=rejected)
        decided = relationship.decide(asked) if me else {}
        return settled(edge, decided, asked._replace(accepted=accepted), people, there)

    def _offers(self, matter: Matter) -> list[NodeId]:
        steps, meetings = self._watch.steps(matter[1]), self._meetings[matter[0]]
        refused = len(self._decisions.get(matter, ()))  # at most
        return sorted({offer for meeting in meetings for offer in meeting.near(steps, refused)})

    def _ever(self, decision: NodeId) -> Iterator[Node]:
        for _, node in self._watch.steps(decision):
            if node is not None:
                yield node

    def _decided_upon(self, decision: NodeId) -> set[Matter]:
        """A person decided: the links of that seeker, and from now on also when the other end changes."""
        for node in self._ever(decision):
            relationship = decidable(str(node.get("kind", "")))
            if relationship is None:
                continue
            side = ("source", "target") if relationship.outward else ("target", "source")
            seeker, other = (NodeId.parse(str(node.get(end, ""))) for end in side)
            if (seeker.label, other.label) == (relationship.seeker, relationship.offer):
                matter = relationship.name, seeker
                self._decisions[matter].add(decision)
                self._awaited[other].add(matter)
                self._upon[decision].add(matter)
        return self._upon[decision]
