"""What somebody finds in Neo4j beside the store, and what must be there."""

from collections.abc import Sequence
from typing import Any

from app.adapters.neo4j_graph import Neo4jDatabase
from app.adapters.neo4j_graph.shapes import Home
from app.domain.fold import first_of_each_key, fold
from app.domain.graph import Entry, Scope
from app.domain.moments import NOW
from tests.contracts import graph_checks as check


class Live:
    """The live graph of this name in a database."""

    def __init__(self, database: Neo4jDatabase, name: str) -> None:
        self.database, self.name = database, name

    def nodes(self, scope: Scope) -> list[tuple[Any, ...]]:
        """Of each node: its uid, its labels and its properties."""
        query = "MATCH (n:Entity {graph: $g, tenant: $t, iteration: $i}) RETURN n.uid, labels(n), properties(n)"
        return self.database.run(query, g=self.name, t=scope.tenant, i=scope.iteration)

    def edges(self, scope: Scope) -> list[tuple[Any, ...]]:
        """Of each relationship: its ends, its type and its properties."""
        query = (
            "MATCH (a:Entity {graph: $g, tenant: $t, iteration: $i})-[r]->(b) "
            "RETURN a.uid AS a, b.uid AS b, type(r) AS kind, properties(r) AS said"
        )
        return self.database.run(query, g=self.name, t=scope.tenant, i=scope.iteration)

    def agrees(self, scope: Scope, arrived: Sequence[Entry]) -> None:
        """Raises AssertionError where it is not what these entries come to."""
        nodes, edges = expected(scope, self.name, arrived)
        found = {uid: (set(labels), strict(said)) for uid, labels, said in self.nodes(scope)}
        ends = {uid for _, _, _, *pair, _, _, _ in edges for uid in pair} - {uid for *_, uid, _, _ in nodes}
        assert {uid: one for uid, one in found.items() if "Absent" not in one[0]} == {
            uid: ({"Entity", label}, strict(said)) for *_, uid, label, said in nodes
        }
        assert {uid for uid, (labels, _) in found.items() if "Absent" in labels} == ends
        assert sorted((a, b, kind, strict(said)) for a, b, kind, said in self.edges(scope)) == sorted(
            (a, b, kind, strict(said)) for _, _, _, a, b, kind, _, said in edges
        )


def expected(scope: Scope, name: str, arrived: Sequence[Entry]) -> tuple[list[Any], list[Any]]:
    """What the live graph must hold: the fold of all entries, with when the system last heard of each entity."""
    kept = first_of_each_key(arrived)
    heard: dict[Any, int] = {}
    for one in kept:
        for fact in one.facts:
            heard[fact.entity] = max(heard.get(fact.entity, 0), one.accepted)
    home, now = Home(name, scope), fold(kept, NOW)
    nodes = [home.node(node, heard[node.id]) for node in now.nodes.values()]
    return nodes, [home.edge(edge, heard[edge.id]) for edge in now.edges.values()]


def strict(said: dict[str, Any]) -> str:
    return check.strict(said)
