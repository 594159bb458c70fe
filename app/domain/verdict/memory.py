"""Judging an iteration moment by moment: what was judged of a stream stands while nothing that it read is another.

Most moments at which a verdict may turn concern one stream. The other two are not judged anew, once it is seen that
every node and edge that was read of them is what it was.
"""

from collections.abc import Callable
from operator import is_
from typing import Final

import msgspec

from app.domain import labels
from app.domain.graph import Edge, Node, NodeId, Snapshot
from app.domain.state import IterationState
from app.domain.verdict.model import StreamJudgement

Judging = Callable[[IterationState], StreamJudgement]


class Watched(Snapshot, frozen=True):
    """A snapshot that knows what was read of it: the nodes of a label, the edges of a type, single nodes."""

    nodes_of: dict[str, list[Node]] = {}
    edges_of: dict[str, list[Edge]] = {}
    alone: dict[NodeId, Node | None] = {}

    def labelled(self, label: str) -> list[Node]:
        """The nodes with this label, in order of key."""
        if label not in self.nodes_of:
            found = super().labelled(label)
            self.nodes_of[label] = list(map(_timeless, found)) if label == labels.ITERATION else found
        return self.nodes_of[label]

    def of_kind(self, kind: str) -> list[Edge]:
        """The edges of this relationship type, in order of their ends."""
        if kind not in self.edges_of:
            self.edges_of[kind] = super().of_kind(kind)
        return self.edges_of[kind]

    def node(self, wanted: NodeId) -> Node | None:
        """One node, if it is there."""
        if wanted not in self.alone:
            self.alone[wanted] = super().node(wanted)
        return self.alone[wanted]

    def reads_in(self, other: "Watched") -> bool:
        """Whether all that was read of this one reads the same there."""
        return (
            all(other.node(one) == node for one, node in self.alone.items())
            and all(_same(other.labelled(label), nodes) for label, nodes in self.nodes_of.items())
            and all(_same(other.of_kind(kind), edges) for kind, edges in self.edges_of.items())
        )


def _watched(snapshot: Snapshot) -> Watched:
    return Watched(snapshot.nodes, snapshot.edges)


def _timeless(iteration: Node) -> Node:
    """Without its times, which each of its events moves on: a stream is judged by what was said of the iteration, and
    whoever judges one by when sees nothing here."""
    return Node(iteration.id, iteration.props, {}, 0, iteration.stub)


def _same(now: list[Node] | list[Edge], then: list[Node] | list[Edge]) -> bool:
    """Stores make anew only what changed, so that most of it need not be compared value by value."""
    return len(now) == len(then) and (all(map(is_, now, then)) or now == then)


class _Judged(msgspec.Struct, frozen=True):
    key: object
    read: Watched
    judgement: StreamJudgement


class Memory:
    """What was judged of each stream of one iteration the last time."""

    def __init__(self) -> None:
        self._last: dict[str, _Judged] = {}
        self._seen = _watched(Snapshot({}, {}))

    def judged(
        self, stream: str, state: IterationState, besides: Callable[[], object], judge: Judging
    ) -> StreamJudgement:
        """What ``judge`` says of the state: as it said the last time, if all that it read then is the same, and
        what it depends on besides."""
        if self._seen.nodes is not state.snapshot.nodes:
            self._seen = _watched(state.snapshot)  # as long as it is held, the next need not be made from nothing
        key, last = besides(), self._last.get(stream)
        if last is None or last.key != key or not last.read.reads_in(self._seen):
            read = _watched(state.snapshot)
            last = self._last[stream] = _Judged(key, read, judge(IterationState(read)))
        return last.judgement


class Forgetful(Memory):
    """Keeps nothing in mind: for who judges one moment alone, all streams on what was read once."""

    def judged(
        self, stream: str, state: IterationState, besides: Callable[[], object], judge: Judging
    ) -> StreamJudgement:
        """What ``judge`` says of the state."""
        return judge(state)


NO_MEMORY: Final = Forgetful()
