"""From links, and from what nodes say of each other, to the relations that chains are made of."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from app.domain import labels
from app.domain.correlate.chains import Chain, Chains, Change, Course, one_hop
from app.domain.correlate.outcomes import confidence_of
from app.domain.correlate.steps import Steps, at, made
from app.domain.correlate.timelines import Entity, Timeline
from app.domain.graph import EdgeId, Node, NodeId

_OF_LINKS: Final = {
    labels.VALIDATES: (("validates", True),),
    labels.DEFINES: (("defines", True), ("defined by", False)),
    labels.FULFILLED_BY: (("fulfils", False),),
    labels.CONTAINS: (("contains", True),),
    labels.BELONGS_TO: (("belongs to", True),),
    labels.CONSUMES: (("consumed by", False),),
}
"""Per type of link the relations that it makes, and whether they run in its direction."""

_OF_NODES: Final = {
    labels.SCENARIO: ("holds", "feature_id", labels.FEATURE, False),
    labels.ARTIFACT: ("makes", "task_id", labels.TASK, False),
    labels.TASK: ("needs", "depends_on", labels.TASK, True),
}
"""Per label the relation that its nodes state: its name, the property, what that names, whether it starts there."""

_STATED: Final = one_hop(1.0)


class Relations:
    """Everything of one scope that chains are made of, and the chains."""

    def __init__(self) -> None:
        self._chains = Chains()
        self._named: dict[NodeId, tuple[str, ...]] = {}

    def ways(self, name: str, start: NodeId) -> dict[NodeId, Course]:
        """Where the chains of this name lead from a node, over time."""
        return self._chains.between(name, start)

    def stated(self, node: NodeId, steps: Steps[Node]) -> Iterator[Change]:
        """Take in what the node says of others; the chains that change."""
        told = _OF_NODES.get(node.label)
        if told is None:
            return
        relation, prop, label, outward = told
        every = {key for _, held in steps if held is not None for key in _keys(held, prop)}
        every.update(self._named.get(node, ()))
        if every:
            self._named[node] = tuple(every)
        for key in sorted(every):
            other = NodeId(label, key)
            ends = (node, other) if outward else (other, node)
            yield from self._chains.put((relation, *ends, _saying(steps, prop, key)))

    def linked(self, old: Mapping[Entity, Timeline], new: Mapping[Entity, Timeline]) -> Iterator[Change]:
        """Take in the links that a seeker had and has; the chains that change."""
        pairs = {e[:3]: None for e in (*old, *new) if isinstance(e, EdgeId) and e.kind in _OF_LINKS}
        for kind, source, target in pairs:
            course = _sureness([line for e, line in new.items() if e[:3] == (kind, source, target)])
            for relation, along in _OF_LINKS[kind]:
                ends = (source, target) if along else (target, source)
                yield from self._chains.put((relation, *ends, course))


def _keys(node: Node, prop: str) -> Iterable[str]:
    value = node.get(prop, ())
    return [value] if isinstance(value, str) else value


def _saying(steps: Steps[Node], prop: str, key: str) -> Course:
    """While the node is there and names the other."""

    def said(moment: int) -> Chain | None:
        node = at(steps, moment)
        return _STATED if node is not None and not node.stub and key in _keys(node, prop) else None

    return made([moment for moment, _ in steps], said)


def _sureness(lines: Iterable[Timeline]) -> Course:
    """How sure the links between two nodes are, the surest of several."""
    courses = [sorted(line.items()) for line in lines]
    if len(courses) == 1 and len(courses[0]) == 1:
        [(moment, props)] = courses[0]
        return [(moment, one_hop(confidence_of(props)))] if props is not None else []

    def surest(moment: int) -> Chain | None:
        held = [props for course in courses if (props := at(course, moment)) is not None]
        return one_hop(max(map(confidence_of, held))) if held else None

    return made([moment for course in courses for moment, _ in course], surest)
