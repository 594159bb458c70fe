"""What the correlation remembers of each node: the few properties that links depend on, as they changed in time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.domain import labels
from app.domain.correlate.steps import Steps, at
from app.domain.fold import EXISTENCE
from app.domain.graph import Fact, Node, NodeId, Op, Value

WATCHED: Final[dict[str, frozenset[str]]] = {
    labels.REQUIREMENT: frozenset({"name"}),
    labels.TASK: frozenset({"requirement_id", "name", "kind", "contract_version", "depends_on"}),
    labels.FEATURE: frozenset({"requirement_id", "requirements"}),
    labels.ARTIFACT: frozenset({"file_path", "sha256", "task_id"}),
    labels.MODULE: frozenset({"file_path", "sha256"}),
    labels.COMPONENT: frozenset({"paths", "contracts", "generation"}),
    labels.SCENARIO: frozenset({"contract_tags", "feature_id"}),
    labels.CONTRACT: frozenset({"state"}),
    labels.LINK_DECISION: frozenset({"kind", "source", "target", "decision", "by", "reason"}),
}


class _Said(NamedTuple):
    """One watched fact: when it holds from, its acceptance, its place in the order of arrival."""

    valid_at: int
    accepted: int
    order: int
    op: Op
    props: Mapping[str, Value]


class Life:
    """One node as its watched facts leave it: present with these properties from each step on, or gone."""

    __slots__ = ("_latest", "_node", "_said", "steps")

    def __init__(self, node: NodeId) -> None:
        self._node = node
        self._said: list[_Said] = []
        self._latest = -1
        self.steps: Steps[Node] = []

    def learn(self, fact: Fact, props: Mapping[str, Value], accepted: int) -> bool:
        """Remember a fact; whether the course of the node is another than before."""
        said = _Said(fact.valid_at, accepted, len(self._said), fact.op, props)
        self._said.append(said)
        if fact.valid_at > self._latest and self._plainly(said):
            self._latest = fact.valid_at
            return self._append(said)
        self._latest = max(self._latest, fact.valid_at)
        before, self.steps = self.steps, _course(self._node, self._said)
        return self.steps != before

    def _plainly(self, said: _Said) -> bool:
        """Whether the fact only continues what was so last."""
        last = self.steps[-1][1] if self.steps else None
        says = said.op is Op.DECLARE or (said.op is Op.PATCH and bool(said.props))
        return says and (last is not None or len(self._said) == 1)

    def _append(self, said: _Said) -> bool:
        last = self.steps[-1][1] if self.steps else None
        known = last.props if last else {}
        stub = said.op is Op.PATCH and (last is None or last.stub)
        news = any(name not in known or known[name] != value for name, value in said.props.items())
        if last is not None and stub == last.stub and not news:
            return False
        self.steps.append(_step(self._node, said.valid_at, {**known, **said.props}, stub))
        return True


def _step(node: NodeId, since: int, props: Mapping[str, Value], stub: bool) -> tuple[int, Node]:
    return since, Node(node, props, {}, since, stub)


def _course(node: NodeId, said: Iterable[_Said]) -> Steps[Node]:
    """The steps of a node, with the meaning of :mod:`app.domain.fold`, in one pass over valid time."""
    by_time: dict[int, list[_Said]] = defaultdict(list)
    for one in said:
        by_time[one.valid_at].append(one)
    steps: Steps[Node] = []
    here: bool | None = None
    props: dict[str, Value] = {}
    for moment in sorted(by_time):
        speaking = _speaking(by_time[moment])
        existence = speaking.pop(EXISTENCE, None)
        if existence is not None and existence.op is not Op.VOID:
            here = existence.op is Op.DECLARE
        _restate(props, existence, speaking)
        _extend(steps, node, moment, dict(props) if here or (here is None and props) else None, here is None)
    return steps


def _restate(props: dict[str, Value], existence: _Said | None, speaking: Mapping[str, _Said]) -> None:
    """The properties from a moment on; a removal takes all that was stated up to it."""
    removed = existence if existence is not None and existence.op is Op.REMOVE else None
    if removed:
        props.clear()
    for name, one in speaking.items():
        if one.op is not Op.VOID and (removed is None or one[1:3] >= removed[1:3]):
            props[name] = one.props[name]


def _speaking(said: Iterable[_Said]) -> dict[str, _Said]:
    """Per register, of all that is stated for one valid time, what was accepted last."""
    speaking: dict[str, _Said] = {}
    for one in sorted(said, key=lambda s: s[1:3]):
        existence = (EXISTENCE,) if one.op in (Op.DECLARE, Op.REMOVE) else ()
        for name in (*one.props, *existence):
            speaking[name] = one
    return speaking


def _extend(steps: Steps[Node], node: NodeId, moment: int, props: dict[str, Value] | None, stub: bool) -> None:
    last = steps[-1][1] if steps else None
    if props is None:
        if last is not None:
            steps.append((moment, None))
    elif last is None or last.props != props or last.stub != stub:
        steps.append(_step(node, moment, props, stub))


class Watch:
    """The lives of one scope's nodes. Everything that links do not depend on passes by unnoticed."""

    def __init__(self) -> None:
        self._lives: dict[NodeId, Life] = {}

    @property
    def nodes(self) -> int:
        """How many nodes were heard of."""
        return len(self._lives)

    def notice(self, facts: Iterable[Fact], accepted: int) -> tuple[bool, set[NodeId]]:
        """Remember what is watched; whether anything was, and the nodes whose course changed."""
        heard, touched = False, set[NodeId]()
        for fact in facts:
            node = fact.entity
            watched = WATCHED.get(node[0])
            if watched is None or not isinstance(node, NodeId):
                continue
            props = {n: v for n, v in fact.props.items() if n in watched or n == EXISTENCE}
            if not props and fact.op in (Op.PATCH, Op.VOID):
                continue
            heard = True
            life = self._lives.get(node)
            if life is None:
                life = self._lives[node] = Life(node)
            if life.learn(fact, props, accepted):
                touched.add(node)
        return heard, touched

    def steps(self, node: NodeId) -> Steps[Node]:
        """How the node changed; nothing for one that was never heard of."""
        life = self._lives.get(node)
        return life.steps if life is not None else []

    def at(self, node: NodeId, moment: int) -> Node | None:
        """The watched part of the node at that moment; nothing when it was not there."""
        return at(self.steps(node), moment)

    def declared(self, node: NodeId, moment: int) -> Node | None:
        """The same, of a node that was not only patched."""
        found = self.at(node, moment)
        return None if found is None or found.stub else found
