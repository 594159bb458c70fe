"""The history of an iteration as statements that people can ask in Cypher; ``neo4j_history.cypher`` says how.

The engine keeps history packed for speed, so what is here is a copy, made when somebody wants to look: a node for
everything that was ever said of a property, or of an entity's being there, with both times.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from app.adapters.neo4j_graph.database import Neo4jDatabase
from app.adapters.neo4j_graph.shapes import native, uid_of
from app.adapters.queries import load_queries
from app.domain.fold import EXISTENCE, first_of_each_key
from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Scope, Value
from app.domain.moments import known_ms

HISTORY: Final = load_queries("neo4j_history.cypher")
_MANY: Final = 5_000

Told = dict[str, Any]


class Neo4jChronicle:
    """``app.ports.Chronicle`` beside the graph of the name ``graph``."""

    def __init__(self, database: Neo4jDatabase, graph: str) -> None:
        self._database = database
        self._graph = graph

    def tell(self, scope: Scope, entries: Iterable[Entry]) -> int:
        self._database.run(HISTORY["index"])
        self.forget(scope)
        told, number = statements(entries), 0
        while some := list(islice(told, _MANY)):
            self._database.run(HISTORY["tell"], statements=some, **self._home(scope))
            number += len(some)
        return number

    def forget(self, scope: Scope) -> None:
        self._database.run(HISTORY["forget"], **self._home(scope))

    def _home(self, scope: Scope) -> dict[str, str]:
        return {"graph": self._graph, "tenant": scope.tenant, "iteration": scope.iteration}


def statements(entries: Iterable[Entry]) -> Iterator[Told]:
    """Everything that was said, in the order in which it speaks: by acceptance, then as it came."""
    ordered = sorted(first_of_each_key(entries), key=lambda entry: entry.accepted)
    said = ((entry, fact, name, value) for entry in ordered for fact in entry.facts for name, value in _said(fact))
    for number, (entry, fact, name, value) in enumerate(said):
        yield {
            "entity": entity_name(fact.entity),
            "name": name,
            "value": native(value),
            "nothing": fact.op is Op.VOID,
            "gone": name == EXISTENCE and fact.op is Op.REMOVE,
            "valid_at": fact.valid_at,
            "known_at": known_ms(entry.accepted),
            "number": number,
            "event": entry.event_type,
        }


def _said(fact: Fact) -> Iterator[tuple[str, Value]]:
    void = fact.op is Op.VOID
    yield from ((name, None if void else value) for name, value in fact.props.items() if void or name != EXISTENCE)
    if fact.op in (Op.DECLARE, Op.REMOVE):
        yield EXISTENCE, None


def entity_name(entity: NodeId | EdgeId) -> str:
    """``Label/key`` of a node, ``KIND|Label/key|Label/key`` of a relationship."""
    return uid_of(entity) if isinstance(entity, NodeId) else entity.uid
