"""What the correlation knows of the nodes of one scope, each as long as it counts."""

from collections.abc import Iterable
from typing import Final

from app.domain.correlate.epochs import FRAMES, Epochs
from app.domain.correlate.lives import OF_GENERATION, WATCHED, Life
from app.domain.correlate.steps import FOREVER, Steps, at
from app.domain.fold import EXISTENCE
from app.domain.graph import Fact, Node, NodeId, Op, Value

_DATED: Final = OF_GENERATION | FRAMES
_NOTHING: Final[Steps[Node]] = []


class Watch:
    """The lives of one scope's nodes. Everything that links do not depend on passes by unnoticed.

    A module or component is there from when it is stated until a newer full analysis is complete without it.
    """

    def __init__(self) -> None:
        self._lives: dict[NodeId, Life] = {}
        self._counted: dict[NodeId, Steps[Node]] = {}
        self._epochs = Epochs()

    @property
    def nodes(self) -> int:
        """How many nodes were heard of."""
        return len(self._lives)

    def notice(self, facts: Iterable[Fact], accepted: int) -> tuple[bool, set[NodeId]]:
        """Remember what is watched; whether anything was, and the nodes whose course changed."""
        heard, touched, dated = False, set[NodeId](), dict[NodeId, int]()
        for fact in facts:
            props = _watched(fact)
            if props is None or not isinstance(fact.entity, NodeId):
                continue
            heard, node = True, fact.entity
            life = self._lives.get(node) or self._born(node)
            if not life.learn(fact, props, accepted):
                continue
            if node[0] in _DATED:
                dated[node] = min(fact.valid_at, dated.get(node, FOREVER))
            else:
                touched.add(node)
        return heard, touched.union(self._counting(dated)) if dated else touched

    def _born(self, node: NodeId) -> Life:
        life = self._lives[node] = Life(node)
        if node[0] in FRAMES:
            self._epochs.frame(life)
        return life

    def _counting(self, changed: dict[NodeId, int]) -> set[NodeId]:
        """Of nodes that have changed since then, and of all that may therefore count otherwise, those that do."""
        dated, turned = {}, FOREVER
        for node, since in changed.items():
            if node[0] in FRAMES:
                turned = min(since, turned)
            else:
                dated[node] = since
                self._epochs.enter(self._lives[node], since)
        if turned < FOREVER:
            for node in self._epochs.renew(turned):
                dated[node] = min(turned, dated.get(node, FOREVER))
        return {node for node, since in dated.items() if self._counts(node, since)}

    def _counts(self, node: NodeId, since: int) -> bool:
        """Find out when the node counts from a moment on; whether that is otherwise than before."""
        before = self._counted.get(node, _NOTHING)
        found = self._counted[node] = self._epochs.counted(self._lives[node], before, since)
        return found != before

    def steps(self, node: NodeId) -> Steps[Node]:
        """How the node changed while it counted; nothing for one that was never heard of."""
        if node[0] in OF_GENERATION:
            return self._counted.get(node, _NOTHING)
        life = self._lives.get(node)
        return life.steps if life is not None else _NOTHING

    def at(self, node: NodeId, moment: int) -> Node | None:
        """The watched part of the node at that moment; nothing when it was not there, or did not count."""
        return at(self.steps(node), moment)

    def declared(self, node: NodeId, moment: int) -> Node | None:
        """The same, of a node that was not only patched."""
        found = self.at(node, moment)
        return None if found is None or found.stub else found


def _watched(fact: Fact) -> dict[str, Value] | None:
    """The part of what is stated that links may depend on; nothing where there is none."""
    watched = WATCHED.get(fact.entity[0])
    if watched is None:
        return None
    props = {n: v for n, v in fact.props.items() if n in watched or n == EXISTENCE}
    return props if props or fact.op in (Op.DECLARE, Op.REMOVE) else None
