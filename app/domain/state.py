"""An iteration as people speak of it: the snapshot sorted by label, without what no longer counts.

Three rules decide what counts (see :mod:`app.domain.payloads`): entities of the ACC stream belong to a
*generation* and go when a newer full analysis does not mention them; scenarios belong to a *suite* and go
when a newer full run of it completes without them, or, where they stand for a file that could not be read, when a
newer run brings tests of that file; what a workflow told of belongs to a *run* of it and goes
when a newer run does not mention it. A scenario that is told of under two keys counts once
(see :mod:`app.domain.twins`), and so does a task (see :mod:`app.domain.repeats`).

Everything is read when it is asked for: a verdict never pays for what only a lens looks at.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from app.domain import labels
from app.domain.generations import Generations
from app.domain.graph import Edge, EdgeId, Node, NodeId, Snapshot
from app.domain.repeats import repeats
from app.domain.twins import Twins, counted, joined_once, merged, twins

ByKey = dict[str, Node]

NOT_COLLECTED = "CollectError"
"""The type of error of a test that stands for a whole file that pytest could not collect."""


class IterationState:
    """The nodes that count, per label and by key; edges between nodes that count, per relationship type."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._nodes: dict[str, ByKey] = {}
        self._told: dict[str, ByKey] = {}
        self._edges: dict[str, list[Edge]] = {}

    def of(self, label: str) -> ByKey:
        """The nodes of a label, by key, in order of key."""
        if label not in self._nodes:
            told = self.told(label)
            self._nodes[label] = merged(told, self._twins) if label == labels.SCENARIO else told
        return self._nodes[label]

    def told(self, label: str) -> ByKey:
        """As they were told, before what two sources said of one scenario is put together."""
        if label not in self._told:
            found = self.snapshot.labelled(label)
            self._told[label] = {node.id.key: node for node in found if self._counts(node)}
        return self._told[label]

    def ever(self, label: str) -> Iterable[Node]:
        """Every node of a label that was told of, also those that no longer count."""
        return self.snapshot.labelled(label)

    def one(self, label: str) -> Node | None:
        """The first node of a label, where there is meant to be one."""
        return next(iter(self.of(label).values()), None)

    def get(self, uid: str) -> Node | None:
        """The node with this uid, if it counts."""
        named = NodeId.parse(uid)
        if named.label == labels.SCENARIO:
            named = counted(named, self._twins)
        return self.of(named.label).get(named.key)

    def joined(self, kind: str, source: str = "", target: str = "") -> Iterator[Edge]:
        """Edges of a type between nodes of the given labels (empty: any), in order of their ends."""
        for edge in self._of_kind(kind):
            if source in ("", edge.id.source.label) and target in ("", edge.id.target.label):
                yield edge

    @property
    def labels(self) -> list[str]:
        """The labels that have nodes, sorted."""
        return sorted(label for label in {i.label for i in self.snapshot.nodes} if self.of(label))

    @property
    def kinds(self) -> list[str]:
        """The relationship types that have edges, sorted."""
        return sorted(kind for kind in {i.kind for i in self.snapshot.edges} if self._of_kind(kind))

    def _of_kind(self, kind: str) -> list[Edge]:
        if kind not in self._edges:
            found = [edge for edge in self.snapshot.of_kind(kind) if self._generations.count(edge)]
            if any(labels.SCENARIO in (edge.id.source.label, edge.id.target.label) for edge in found):
                found = joined_once(found, self._twins)
            self._edges[kind] = [edge for edge in found if self._joins(edge.id)]
        return self._edges[kind]

    def _joins(self, edge: EdgeId) -> bool:
        """Whether both ends count."""
        return all(end.key in self.of(end.label) for end in (edge.source, edge.target))

    @cached_property
    def _twins(self) -> Twins:
        return twins(self.told(labels.SCENARIO))

    def _counts(self, node: Node) -> bool:
        gone = self._retired(node) or self._collected(node) or self._of_older_run(node) or self._repeated(node)
        return not gone and self._generations.count(node)

    def _repeated(self, node: Node) -> bool:
        """A task that is told of twice, and what belongs to it."""
        if node.id.label == labels.TASK:
            return node.id.key in self._repeats
        return node.id.label in (labels.GATE, labels.ARTIFACT) and node.get("task_id") in self._repeats

    @cached_property
    def _repeats(self) -> frozenset[str]:
        return repeats(self.snapshot.labelled(labels.TASK))

    @cached_property
    def _generations(self) -> Generations:
        named = (labels.ANALYSIS, labels.GENERATION)
        return Generations([node for label in named for node in self.snapshot.labelled(label)])

    def _retired(self, node: Node) -> bool:
        """A scenario, feature or journey that the last full run of its suite did not mention."""
        if node.id.label not in (labels.SCENARIO, labels.FEATURE, labels.JOURNEY):
            return False
        suite = self.snapshot.node(NodeId(labels.SUITE, node.get("suite", "")))
        full_run = suite.get("full_run") if suite else None
        if suite is None or not full_run or node.get("seen_run") == full_run:
            return False
        return max(node.times.get("seen_run", 0), node.times.get("outcome", 0)) <= suite.times["full_run"]

    def _collected(self, node: Node) -> bool:
        """What stood for a file that could not be read, of which a later run, full or not, brought the tests."""
        if node.id.label != labels.SCENARIO or node.get("error_type") != NOT_COLLECTED:
            return False
        feature = self.snapshot.node(NodeId(labels.FEATURE, node.get("feature_id", "")))
        if feature is None or feature.get("seen_run") == node.get("seen_run"):
            return False
        return feature.times.get("seen_run", 0) > max(node.times.get("seen_run", 0), node.times.get("outcome", 0))

    def _of_older_run(self, node: Node) -> bool:
        """A task, gate, artifact or contract that the newest run of its workflow did not mention."""
        if "run" not in node.props or node.id.label == labels.WORKFLOW:
            return False
        workflow = self.snapshot.node(NodeId(labels.WORKFLOW, node.get("workflow", "")))
        newest = workflow.get("run") if workflow else None
        if workflow is None or not newest or node.get("run") == newest:
            return False
        return node.times["run"] < workflow.times["run"]


def read(snapshot: Snapshot) -> IterationState:
    """The state that a snapshot describes."""
    return IterationState(snapshot)
