"""What the correlation remembers of each node: the few properties that links depend on, as they changed in time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.domain import labels
from app.domain.correlate.steps import Steps
from app.domain.fold import EXISTENCE
from app.domain.graph import Fact, Node, NodeId, Op, Value

WATCHED: Final[dict[str, frozenset[str]]] = {
    labels.REQUIREMENT: frozenset({"name"}),
    labels.TASK: frozenset({"requirement_id", "name", "kind", "contract_version", "depends_on"}),
    labels.FEATURE: frozenset({"requirement_id", "requirements"}),
    labels.ARTIFACT: frozenset({"file_path", "sha256", "task_id"}),
    labels.MODULE: frozenset({"file_path", "sha256", "generation"}),
    labels.COMPONENT: frozenset({"paths", "contracts", "generation"}),
    labels.SCENARIO: frozenset({"contract_tags", "feature_id"}),
    labels.CONTRACT: frozenset({"state"}),
    labels.LINK_DECISION: frozenset({"kind", "source", "target", "decision", "by", "reason"}),
    labels.ANALYSIS: frozenset({"generation", "running_generation"}),
    labels.GENERATION: frozenset({"manifest", "opened_at"}),
}

OF_GENERATION: Final = frozenset({labels.MODULE, labels.COMPONENT})
"""Nodes that count until a newer full analysis does not name them: it matters when each was named last."""

_NAMED: Final = "generation"


class _Said(NamedTuple):
    """One watched fact: when it holds from, its acceptance, its place in the order of arrival."""

    valid_at: int
    accepted: int
    order: int
    op: Op
    props: Mapping[str, Value]


class Life:
    """One node as its watched facts leave it: present with these properties from each step on, or gone.

    Whoever is named again in its generation begins a step, because the time of that is another.
    """

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
        named = _NAMED in said.props and self._node[0] in OF_GENERATION
        news = named or any(name not in known or known[name] != value for name, value in said.props.items())
        if last is not None and stub == last.stub and not news:
            return False
        times = {_NAMED: said.valid_at} if named else last.times if last else _NEVER
        self.steps.append((said.valid_at, Node(self._node, {**known, **said.props}, times, said.valid_at, stub)))
        return True


_NEVER: Final[Mapping[str, int]] = {}


def _course(node: NodeId, said: Iterable[_Said]) -> Steps[Node]:
    """The steps of a node, with the meaning of :mod:`app.domain.fold`, in one pass over valid time."""
    by_time: dict[int, list[_Said]] = defaultdict(list)
    for one in said:
        by_time[one.valid_at].append(one)
    steps: Steps[Node] = []
    here: bool | None = None
    props: dict[str, Value] = {}
    named = _NEVER
    for moment in sorted(by_time):
        speaking = _speaking(by_time[moment])
        existence = speaking.pop(EXISTENCE, None)
        if existence is not None and existence.op is not Op.VOID:
            here = existence.op is Op.DECLARE
        if _NAMED in _restate(props, existence, speaking) and node.label in OF_GENERATION:
            named = {_NAMED: moment}
        there = here or (here is None and bool(props))
        times = named if _NAMED in props else _NEVER
        _extend(steps, moment, Node(node, dict(props), times, moment, here is None) if there else None)
    return steps


def _restate(props: dict[str, Value], existence: _Said | None, speaking: Mapping[str, _Said]) -> set[str]:
    """Change the properties to what they are from a moment on, and tell which of them are stated there; a removal
    takes all that was stated up to it."""
    removed = existence if existence is not None and existence.op is Op.REMOVE else None
    if removed:
        props.clear()
    spoken = {
        name: one.props[name]
        for name, one in speaking.items()
        if one.op is not Op.VOID and (removed is None or one[1:3] >= removed[1:3])
    }
    props.update(spoken)
    return set(spoken)


def _speaking(said: Iterable[_Said]) -> dict[str, _Said]:
    """Per register, of all that is stated for one valid time, what was accepted last."""
    speaking: dict[str, _Said] = {}
    for one in sorted(said, key=lambda s: s[1:3]):
        existence = (EXISTENCE,) if one.op in (Op.DECLARE, Op.REMOVE) else ()
        for name in (*one.props, *existence):
            speaking[name] = one
    return speaking


def _extend(steps: Steps[Node], moment: int, node: Node | None) -> None:
    last = steps[-1][1] if steps else None
    if node is None or last is None:
        if node is not last:
            steps.append((moment, node))
    elif (last.props, last.times, last.stub) != (node.props, node.times, node.stub):
        steps.append((moment, node))
