"""What the correlation remembers: of the nodes that can be linked, the few properties that links depend on."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from app.domain import labels
from app.domain.fold import EXISTENCE, resolve
from app.domain.graph import Fact, Node, NodeId, Op

WATCHED: Final[dict[str, frozenset[str]]] = {
    labels.REQUIREMENT: frozenset(),
    labels.TASK: frozenset({"requirement_id"}),
    labels.FEATURE: frozenset({"requirement_id", "requirements"}),
    labels.ARTIFACT: frozenset({"file_path"}),
    labels.MODULE: frozenset({"file_path"}),
    labels.COMPONENT: frozenset({"paths", "contracts"}),
    labels.SCENARIO: frozenset({"contract_tags"}),
    labels.CONTRACT: frozenset({"state"}),
}


class Watch:
    """The watched facts of one scope, by node. Everything else passes by unnoticed."""

    def __init__(self) -> None:
        self._facts: dict[NodeId, list[tuple[Fact, int]]] = defaultdict(list)

    def notice(self, facts: Iterable[Fact], accepted: int) -> set[NodeId]:
        """Remember what is watched of these facts; the nodes whose watched timeline may have changed."""
        touched: set[NodeId] = set()
        for fact in facts:
            watched = WATCHED.get(fact.entity[0]) if isinstance(fact.entity, NodeId) else None
            if watched is not None and isinstance(fact.entity, NodeId):
                kept = _relevant(fact, watched)
                if kept is not None and not self._known(kept):
                    self._facts[fact.entity].append((kept, accepted))
                    touched.add(fact.entity)
        return touched

    def _known(self, fact: Fact) -> bool:
        """Restating what already holds at that moment, and since, teaches nothing."""
        seen = self._facts.get(fact.entity) if isinstance(fact.entity, NodeId) else None
        if not seen or (fact.op is not Op.DECLARE and fact.op is not Op.PATCH):
            return False
        if any(f.op in (Op.REMOVE, Op.VOID) or f.valid_at > fact.valid_at for f, _ in seen):
            return False
        latest: dict[str, object] = {}
        for known, _ in sorted(seen, key=lambda pair: (pair[0].valid_at, pair[1])):
            latest |= known.props
            latest |= {EXISTENCE: True} if known.op is Op.DECLARE else {}
        wanted = {**fact.props, **({EXISTENCE: True} if fact.op is Op.DECLARE else {})}
        return all(name in latest and latest[name] == value for name, value in wanted.items())

    def points(self, node: NodeId) -> list[int]:
        """The valid times at which something watched of the node was stated."""
        return [fact.valid_at for fact, _ in self._facts.get(node, ())]

    def at(self, node: NodeId, valid_at: int) -> Node | None:
        """The watched part of the node at that moment; nothing when it was not there."""
        found = resolve(node, self._facts.get(node, ()), valid_at)
        return found if isinstance(found, Node) else None

    def ever(self, node: NodeId, name: str) -> set[str]:
        """Every value the property ever took, lists taken apart."""
        values: set[str] = set()
        for fact, _ in self._facts.get(node, ()):
            value = fact.props.get(name)
            values |= set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
        return values


def _relevant(fact: Fact, watched: frozenset[str]) -> Fact | None:
    """The part of a fact that is watched; nothing when none of it is."""
    props = {name: value for name, value in fact.props.items() if name in watched or name == EXISTENCE}
    if fact.op is Op.PATCH and not props:
        return None
    return Fact(fact.entity, fact.valid_at, props, fact.op)
