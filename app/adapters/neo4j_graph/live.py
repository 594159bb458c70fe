"""The live graph: what is believed now, in the domain's own labels and relationship types, for people to look at.

It is brought up to date within the transaction that keeps the rows, from the final state of the entities that the
batch speaks of. A scope says up to which entry it is shown; whoever finds it behind (a store that was built beside
another, say) shows the rest.
"""

from collections.abc import Mapping

from app.adapters.neo4j_graph.shapes import Home
from app.columnar import Rows
from app.columnar.present import Left
from app.columnar.writer import Writer
from app.domain.graph import Edge, EdgeId, Node, NodeId, Scope


class LiveGraph:
    """The live graph of the name ``graph``, as its one writer keeps it."""

    def __init__(self, graph: str, writer: Writer) -> None:
        self._graph = graph
        self.writer = writer
        self._shown: dict[Scope, int] = {}

    def show(self, rows: Rows, fresh: Mapping[Scope, int]) -> None:
        """Bring the live graph up to date after so many new entries of these scopes."""
        for scope, count in fresh.items():
            home = Home(self._graph, scope)
            before, behind = self._stand(rows, scope, count)
            left = self.writer.left(rows, scope, whole=behind)
            if behind:
                _hide_strangers(rows, home, left)
            _show(rows, home, left)
            self._shown[scope] = before + count
            rows.tell("set-shown", *scope, before + count)

    def _stand(self, rows: Rows, scope: Scope, count: int) -> tuple[int, bool]:
        """How many entries there were before, and whether not all of them are shown."""
        if scope in self._shown:
            return self._shown[scope], False
        events, shown = rows.one("shown", *scope)
        return events - count, shown < events - count


def _show(rows: Rows, home: Home, left: Left) -> None:
    rows.tell_each("show-nodes", [home.node(one, seen) for one, seen in left.here if isinstance(one, Node)])
    rows.tell_each("show-ends", [home.place(node) for node in left.loose])
    rows.tell_each("show-edges", [home.edge(one, seen) for one, seen in left.here if isinstance(one, Edge)])
    edges = [gone for gone in left.gone if isinstance(gone, EdgeId)]
    nodes = [gone for gone in left.gone if isinstance(gone, NodeId)]
    rows.tell_each("hide-edges", [home.between(edge) for edge in edges])
    rows.tell_each("hide-nodes", [(*home.place(node), node.label or "_") for node in nodes])
    ends = {end for edge in edges for end in (edge.source, edge.target)} | set(nodes)
    rows.tell_each("hide-ends", [home.place(node) for node in sorted(ends)])


def _hide_strangers(rows: Rows, home: Home, left: Left) -> None:
    """Hide what was shown by a store that stood in this one's place, and is not here any more."""
    place = (home.graph, *home.scope)
    nodes = {home.place(one.id) for one, _ in left.here if isinstance(one, Node)}
    edges = {home.between(one.id) for one, _ in left.here if isinstance(one, Edge)}
    for uid, labels in list(rows.ask("shown-nodes", *place)):
        if (*place, uid) not in nodes:
            rows.tell_each("hide-nodes", [(*place, uid, label) for label in labels or ["_"]])
            rows.tell("hide-ends", *place, uid)
    for source, target, kind, facet in list(rows.ask("shown-edges", *place)):
        if (*place, source, target, kind, facet) not in edges:
            rows.tell("hide-edges", *place, source, target, kind, facet)
            rows.tell_each("hide-ends", [(*place, source), (*place, target)])
