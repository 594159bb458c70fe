"""The live graph's nodes and relationships as values that Neo4j can keep."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from app.domain.graph import Edge, EdgeId, Node, NodeId, Scope, Value
from app.domain.moments import known_ms

RESERVED: Final = (
    "graph",
    "tenant",
    "iteration",
    "uid",
    "key",
    "facet",
    "since",
    "valid_from",
    "observed_at",
    "stub",
)
"""What the live graph itself says of a node or relationship."""
LONGEST_UID: Final = 1_000
"""Longer ones are cut and told apart by their digest: an index of Neo4j takes 8 KB."""
_RESERVED: Final = re.compile(rf"(?:{'|'.join(RESERVED)})_*")
_NATIVE: Final = (bool, int, float, str)

Place = tuple[Any, ...]
"""What finds a node or relationship, and what it shall be."""


class Home(msgspec.Struct, frozen=True):
    """The scope that entities belong to, in the graph of this name. Whoever matches an entity matches by it: this
    is where tenants are kept apart."""

    graph: str
    scope: Scope

    def values(self) -> dict[str, str]:
        """As properties that every node carries."""
        return {"graph": self.graph, "tenant": self.scope.tenant, "iteration": self.scope.iteration}

    def place(self, node: NodeId) -> Place:
        """What finds the node: graph, tenant, iteration, uid."""
        return self.graph, *self.scope, uid_of(node)

    def node(self, node: Node, accepted: int) -> Place:
        """Where it is found, its label, and all its properties."""
        own = {**self.values(), "uid": uid_of(node.id), "key": node.id.key}
        return *self.place(node.id), node.id.label or "_", {**_properties(node, accepted), **own}

    def edge(self, edge: Edge, accepted: int) -> Place:
        """Where it is found and all its properties."""
        return *self.between(edge.id), {**_properties(edge, accepted), "facet": edge.id.facet}

    def between(self, edge: EdgeId) -> Place:
        """What finds the relationship: that of its two ends, its type and its facet."""
        ends = uid_of(edge.source), uid_of(edge.target)
        return self.graph, *self.scope, *ends, edge.kind or "_", edge.facet


def uid_of(node: NodeId) -> str:
    """``Label/key``, as pages name the node."""
    uid = node.uid
    if len(uid) <= LONGEST_UID:
        return uid
    return f"{uid[:LONGEST_UID]}…{hashlib.sha256(uid.encode()).hexdigest()}"


def named(name: str) -> str:
    """A property's name, kept apart from those that the live graph gives itself by an underscore."""
    return f"{name}_" if not name or _RESERVED.fullmatch(name) else name


def native(value: Value) -> Any:
    """The value as Neo4j can keep it: lists of one kind as they are, other lists and maps as JSON."""
    if value is None or isinstance(value, _NATIVE):
        return value
    if (
        isinstance(value, list)
        and len({type(item) for item in value}) <= 1
        and isinstance((value or [0])[0], _NATIVE)
    ):
        return value
    return msgspec.json.encode(value, order="sorted").decode()


def _properties(entity: Node | Edge, accepted: int) -> Mapping[str, Any]:
    stated = {named(name): native(value) for name, value in entity.props.items() if value is not None}
    stated["since"] = entity.since
    stated["valid_from"] = max(entity.since, *entity.times.values()) if entity.times else entity.since
    stated["observed_at"] = known_ms(accepted)
    if entity.stub:
        stated["stub"] = True
    return stated
