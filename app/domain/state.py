"""An iteration as people speak of it: the snapshot sorted by label, without what no longer counts.

Two rules decide what counts (see :mod:`app.domain.payloads`): entities of the ACC stream belong to a
*generation* and go when a newer full analysis completes; scenarios belong to a *suite* and go when a
newer full run of it completes without them.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from app.domain import labels
from app.domain.graph import Edge, Node, NodeId, Snapshot

ByKey = dict[str, Node]


class IterationState(msgspec.Struct, frozen=True):
    """The nodes that count, per label and by key; edges between nodes that count, per relationship type."""

    nodes: dict[str, ByKey]
    edges: dict[str, list[Edge]]

    def of(self, label: str) -> ByKey:
        """The nodes of a label, by key, in order of key."""
        return self.nodes.get(label, {})

    def one(self, label: str) -> Node | None:
        """The first node of a label, where there is meant to be one."""
        return next(iter(self.of(label).values()), None)

    def get(self, uid: str) -> Node | None:
        """The node with this uid, if it counts."""
        label, _, key = uid.partition("/")
        return self.of(label).get(key)

    def joined(self, kind: str, source: str = "", target: str = "") -> Iterator[Edge]:
        """Edges of a type between nodes of the given labels (empty: any)."""
        for edge in self.edges.get(kind, ()):
            if source in ("", edge.id.source.label) and target in ("", edge.id.target.label):
                yield edge


def read(snapshot: Snapshot) -> IterationState:
    """The state that a snapshot describes."""
    nodes = _counting_nodes(snapshot)
    edges: dict[str, list[Edge]] = defaultdict(list)
    current = _generations(snapshot)
    for edge_id, edge in snapshot.edges.items():
        ends_count = edge_id.source.key in nodes.get(edge_id.source.label, ()) and edge_id.target.key in nodes.get(
            edge_id.target.label, ()
        )
        if ends_count and _of_generation(edge, current):
            edges[edge_id.kind].append(edge)
    for listed in edges.values():
        listed.sort(key=lambda edge: edge.id)
    return IterationState(nodes, dict(edges))


def _counting_nodes(snapshot: Snapshot) -> dict[str, ByKey]:
    current = _generations(snapshot)
    full_runs = {i.key: n.get("full_run") for i, n in snapshot.nodes.items() if i.label == labels.SUITE}
    nodes: dict[str, ByKey] = defaultdict(dict)
    for node_id in sorted(snapshot.nodes):
        node = snapshot.nodes[node_id]
        if _of_generation(node, current) and not _retired(node, full_runs, snapshot):
            nodes[node_id.label][node_id.key] = node
    return dict(nodes)


def _generations(snapshot: Snapshot) -> set[str]:
    """The generations that count: the completed one and the one being analysed, of every manifest."""
    analyses = (node for node_id, node in snapshot.nodes.items() if node_id.label == labels.ANALYSIS)
    return {node.get(name, "") for node in analyses for name in ("generation", "running_generation")}


def _of_generation(entity: Node | Edge, current: set[str]) -> bool:
    generation = entity.props.get("generation")
    return not generation or not current or generation in current


def _retired(node: Node, full_runs: dict[str, str | None], snapshot: Snapshot) -> bool:
    """A scenario or feature that the last full run of its suite did not mention."""
    if node.id.label not in (labels.SCENARIO, labels.FEATURE):
        return False
    suite = node.get("suite", "")
    full_run = full_runs.get(suite)
    if not full_run or node.get("seen_run") == full_run:
        return False
    completed_at = _when_completed(suite, snapshot)
    return max(node.times.get("seen_run", 0), node.times.get("outcome", 0)) <= completed_at


def _when_completed(suite: str, snapshot: Snapshot) -> int:
    node = snapshot.nodes[NodeId(labels.SUITE, suite)]
    return node.times.get("full_run", 0)
