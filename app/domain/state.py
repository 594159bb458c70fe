"""An iteration as people speak of it: the snapshot sorted by label, without what no longer counts.

Two rules decide what counts (see :mod:`app.domain.payloads`): entities of the ACC stream belong to a
*generation* and go when a newer full analysis does not mention them; scenarios belong to a *suite* and go
when a newer full run of it completes without them.

Everything is read when it is asked for: a verdict never pays for what only a lens looks at.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from app.domain import labels
from app.domain.generations import Generations
from app.domain.graph import Edge, EdgeId, Node, NodeId, Snapshot

ByKey = dict[str, Node]


class IterationState:
    """The nodes that count, per label and by key; edges between nodes that count, per relationship type."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._nodes: dict[str, ByKey] = {}
        self._edges: dict[str, list[Edge]] = {}

    def of(self, label: str) -> ByKey:
        """The nodes of a label, by key, in order of key."""
        if label not in self._nodes:
            self._nodes[label] = {i.key: node for i in self._ids.get(label, ()) if (node := self._counting(i))}
        return self._nodes[label]

    def one(self, label: str) -> Node | None:
        """The first node of a label, where there is meant to be one."""
        return next(iter(self.of(label).values()), None)

    def get(self, uid: str) -> Node | None:
        """The node with this uid, if it counts."""
        label, _, key = uid.partition("/")
        return self.of(label).get(key)

    def joined(self, kind: str, source: str = "", target: str = "") -> Iterator[Edge]:
        """Edges of a type between nodes of the given labels (empty: any), in order of their ends."""
        for edge in self._of_kind(kind):
            if source in ("", edge.id.source.label) and target in ("", edge.id.target.label):
                yield edge

    @property
    def labels(self) -> list[str]:
        """The labels that have nodes, sorted."""
        return sorted(label for label in self._ids if self.of(label))

    @property
    def kinds(self) -> list[str]:
        """The relationship types that have edges, sorted."""
        return sorted(kind for kind in self._edge_ids if self._of_kind(kind))

    @cached_property
    def _ids(self) -> dict[str, list[NodeId]]:
        ids: dict[str, list[NodeId]] = defaultdict(list)
        for node_id in sorted(self._snapshot.nodes):
            ids[node_id.label].append(node_id)
        return ids

    @cached_property
    def _edge_ids(self) -> dict[str, list[EdgeId]]:
        ids: dict[str, list[EdgeId]] = defaultdict(list)
        for edge_id in self._snapshot.edges:
            ids[edge_id.kind].append(edge_id)
        return ids

    def _of_kind(self, kind: str) -> list[Edge]:
        if kind not in self._edges:
            ids = sorted(i for i in self._edge_ids.get(kind, ()) if self._here(i.source) and self._here(i.target))
            edges = (self._snapshot.edges[i] for i in ids)
            self._edges[kind] = [edge for edge in edges if self._generations.count(edge)]
        return self._edges[kind]

    def _here(self, end: NodeId) -> bool:
        return end.key in self.of(end.label)

    def _counting(self, node_id: NodeId) -> Node | None:
        node = self._snapshot.nodes[node_id]
        return None if self._retired(node) or not self._generations.count(node) else node

    @cached_property
    def _generations(self) -> Generations:
        named = (labels.ANALYSIS, labels.GENERATION)
        return Generations([self._snapshot.nodes[i] for label in named for i in self._ids.get(label, ())])

    def _retired(self, node: Node) -> bool:
        """A scenario or feature that the last full run of its suite did not mention."""
        if node.id.label not in (labels.SCENARIO, labels.FEATURE):
            return False
        suite = self._snapshot.nodes.get(NodeId(labels.SUITE, node.get("suite", "")))
        full_run = suite.get("full_run") if suite else None
        if suite is None or not full_run or node.get("seen_run") == full_run:
            return False
        return max(node.times.get("seen_run", 0), node.times.get("outcome", 0)) <= suite.times["full_run"]


def read(snapshot: Snapshot) -> IterationState:
    """The state that a snapshot describes."""
    return IterationState(snapshot)
