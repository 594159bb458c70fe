"""Links over several hops (C4, C13, who consumes a contract): what follows from other links, kept in step with them.

Two relations that meet in a node make a third: who tests a contract, and whose task defines it, make what
a feature validates. Of several ways between the same two ends the best one counts: the surest, then the
one that was there first.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from app.domain.correlate.crowd import Crowd, Stay
from app.domain.correlate.steps import FOREVER, Steps, at, made, spans
from app.domain.graph import NodeId


class Chain(NamedTuple):
    """How sure a way is, the confidence of each of its hops, and the nodes between its two ends."""

    confidence: float
    hops: tuple[float, ...]
    via: tuple[NodeId, ...] = ()


Course = Steps[Chain]
Combine = Callable[[float, float], float]
Change = tuple[str, NodeId, NodeId, Course]
"""A relation's name, its two ends, and the course of the way between them."""


Meet = Callable[[NodeId, NodeId, Course], Iterable[Change]]


class _Rule(NamedTuple):
    """``left`` and ``right`` meet and make ``name``."""

    name: str
    left: str
    right: str
    combine: Combine


RULES: Final = (
    _Rule("uses", "holds", "validates", operator.mul),
    _Rule("answers", "defined by", "fulfils", operator.mul),
    _Rule("C4", "uses", "answers", operator.mul),
    _Rule("consumes", "needs", "defines", min),
    _Rule("lies in", "contains", "belongs to", min),
    _Rule("builds", "makes", "lies in", min),
    _Rule("C13", "consumed by", "builds", min),
)
"""feature → scenario → contract ← task ← requirement, and contract ← task → artifact → module → component."""


def one_hop(confidence: float) -> Chain:
    """The way along a single link."""
    return Chain(confidence, (confidence,))


class Chains:
    """All ways of one scope."""

    def __init__(self) -> None:
        self._joins = {rule.name: _Join(rule) for rule in RULES}
        self._meeting_in = {name: self._with(name) for rule in RULES for name in (rule.left, rule.right)}

    def put(self, change: Change) -> Iterator[Change]:
        """Take in how one relation between two nodes now runs; the changes that follow, those of all hops."""
        name, source, target, course = change
        for meet in self._meeting_in.get(name, ()):
            for following in list(meet(source, target, course)):
                yield following
                yield from self.put(following)

    def between(self, name: str, source: NodeId) -> dict[NodeId, Course]:
        """Everything that the relation leads to from a node."""
        join = self._joins[name]
        return {target: join.course(source, target) for target in join.reached.get(source, ())}

    def _with(self, name: str) -> list[Meet]:
        lefts = [join.left for join in self._joins.values() if join.rule.left == name]
        return lefts + [join.right for join in self._joins.values() if join.rule.right == name]


class _Join:
    """One rule at work: both sides by the node in which they meet, and the best way between each two ends."""

    def __init__(self, rule: _Rule) -> None:
        self.rule = rule
        self._left: dict[NodeId, dict[NodeId, Course]] = {}
        self._right: dict[NodeId, dict[NodeId, Course]] = {}
        self._best: dict[tuple[NodeId, NodeId], Crowd] = {}
        self.reached: dict[NodeId, set[NodeId]] = defaultdict(set)

    def left(self, start: NodeId, middle: NodeId, course: Course) -> Iterable[Change]:
        """The left side runs from ``start`` to ``middle`` like this."""
        self._left.setdefault(middle, {})[start] = course
        for end, other in self._right.get(middle, {}).items():
            yield from self._met(start, middle, end, self._both(course, other, middle))

    def right(self, middle: NodeId, end: NodeId, course: Course) -> Iterable[Change]:
        """The right side runs from ``middle`` to ``end`` like this."""
        self._right.setdefault(middle, {})[end] = course
        for start, other in self._left.get(middle, {}).items():
            yield from self._met(start, middle, end, self._both(other, course, middle))

    def course(self, start: NodeId, end: NodeId) -> Course:
        """The best way between the two, over time."""
        shown = self._best[start, end].steps()
        if len(shown) == 1:
            return [(shown[0][0], _first(shown[0][1]))]
        return made([moment for moment, _ in shown], lambda point: _first(at(shown, point)))

    def _met(self, start: NodeId, middle: NodeId, end: NodeId, stays: list[Stay]) -> Iterator[Change]:
        best = self._best.get((start, end))
        if best is None:
            if not stays:
                return
            best = self._best[start, end] = Crowd(1)
            self.reached[start].add(end)
        if best.put(middle, stays):
            yield self.rule.name, start, end, self.course(start, end)

    def _both(self, left: Course, right: Course, middle: NodeId) -> list[Stay]:
        if len(left) == len(right) == 1:
            since, chain = max(left[0][0], right[0][0]), self._joined(left[0][1], right[0][1], middle)
            return [Stay(-chain.confidence, since, middle, FOREVER, chain)] if chain else []
        points = [point for point, _ in (*left, *right)]
        joined = made(points, lambda point: self._joined(at(left, point), at(right, point), middle))
        return [Stay(-chain.confidence, since, middle, until, chain) for since, until, chain in spans(joined)]

    def _joined(self, left: Chain | None, right: Chain | None, middle: NodeId) -> Chain | None:
        if left is None or right is None:
            return None
        confidence = self.rule.combine(left.confidence, right.confidence)
        return Chain(confidence, left.hops + right.hops, (*left.via, middle, *right.via))


def _first(shown: tuple[Stay, ...] | None) -> Chain | None:
    return shown[0].what if shown else None
