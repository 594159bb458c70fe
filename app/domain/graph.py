"""The bi-temporal graph as values: who, what was stated, when it was so, when we learned it.

A *fact* states something about one node or one edge at one valid time. Each property is a register of
its own: of all facts that state it, the one with the greatest ``(valid_at, accepted)`` at or before
the moment asked for wins. ``fold`` (see :mod:`app.domain.fold`) is the reference meaning; every
store must agree with it.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

import msgspec

Value = None | bool | int | float | str | list[Any] | dict[str, Any]
"""A property value: anything JSON can say, except NaN and infinities and integers beyond 2**53."""


class Scope(NamedTuple):
    """What a graph is about: one iteration (or one project's whole timeline) of one tenant."""

    tenant: str
    iteration: str


class NodeId(NamedTuple):
    """A node within a scope: its label (domain vocabulary, e.g. ``Task``) and local identity."""

    label: str
    key: str

    @property
    def uid(self) -> str:
        """``Label/key``: how pages, addresses and JSON name the node."""
        return f"{self.label}/{self.key}"

    @classmethod
    def parse(cls, uid: str) -> "NodeId":
        """The node named by ``Label/key``."""
        label, _, key = uid.partition("/")
        return cls(label, key)


class EdgeId(NamedTuple):
    """An edge within a scope: its relationship type and its two ends.

    ``facet`` tells edges of one type between the same two nodes apart, where there can be several.
    """

    kind: str
    source: NodeId
    target: NodeId
    facet: str = ""

    @property
    def uid(self) -> str:
        """``KIND|Label/key|Label/key`` (and ``|facet``); for display and for keys in the browser, never parsed."""
        ends = f"{self.kind}|{self.source.uid}|{self.target.uid}"
        return f"{ends}|{self.facet}" if self.facet else ends


EntityId = NodeId | EdgeId


class Op(IntEnum):
    """What a fact does."""

    PATCH = 0
    """States properties. A node that was only ever patched is a *stub*."""
    DECLARE = 1
    """States that the entity exists, and properties."""
    REMOVE = 2
    """States that the entity is gone; every property stated at or before this moment no longer counts."""
    VOID = 3
    """Takes statements back: at this valid time nothing is stated for the properties named in ``props``
    (values ignored), nor, when ``props`` holds ``"*"``, about existence (DECLARE or REMOVE)."""


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One statement about one entity, true from ``valid_at`` (ms) until something later replaces it."""

    entity: NodeId | EdgeId
    valid_at: int
    props: Mapping[str, Value]
    op: Op = Op.PATCH


class Entry(msgspec.Struct, frozen=True, gc=False):
    """All facts that one accepted event led to, with what the event strip shows of it.

    ``key`` is the idempotency key: a second entry of the scope with the same key changes nothing.
    ``mark`` is how the strip draws it: ``done``, ``retry``, ``failed``, ``locked``, ``note`` or
    ``""`` (not drawn). ``subject`` is the uid of the node that the event is about, ``batch_id`` names
    the ingest that brought it, ``trace`` where it happened (a W3C traceparent, or nothing).
    """

    scope: Scope
    key: str
    event_id: str
    event_type: str
    valid_at: int
    accepted: int
    facts: tuple[Fact, ...]
    subject: str = ""
    mark: str = ""
    batch_id: str = ""
    trace: str = ""


Id = TypeVar("Id")


class Standing(msgspec.Struct, Generic[Id], frozen=True, gc=False):
    """A node or edge at one moment. ``times`` holds, per property, the valid time of its value; ``since`` that of
    its declaration (for a stub: of its earliest visible property)."""

    id: Id
    props: Mapping[str, Value]
    times: Mapping[str, int]
    since: int
    stub: bool = False

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a property, or ``default`` when it was never stated or is null."""
        value = self.props.get(name)
        return default if value is None else value


class Node(Standing[NodeId], frozen=True, gc=False):
    """A node at one moment."""


class Edge(Standing[EdgeId], frozen=True, gc=False):
    """An edge at one moment."""


@runtime_checkable
class Grouped(Protocol):
    """A lazy mapping that makes all entities of one label, or of one relationship type, at once."""

    def group(self, name: str) -> list[Any]:
        """The entities present whose label (or type) is ``name``, in any order."""


class Snapshot(msgspec.Struct, frozen=True):
    """The graph of one scope at one moment. The mappings may be lazy; they behave like plain dicts.

    Edges whose ends are gone are still here: who draws them decides.
    """

    nodes: Mapping[NodeId, Node]
    edges: Mapping[EdgeId, Edge]

    def node(self, wanted: NodeId) -> Node | None:
        """One node, if it is there."""
        return self.nodes.get(wanted)

    def labelled(self, label: str) -> list[Node]:
        """The nodes with this label, in order of key."""
        nodes = self.nodes
        found = (
            nodes.group(label) if isinstance(nodes, Grouped) else [n for i, n in nodes.items() if i.label == label]
        )
        return sorted(found, key=lambda node: node.id.key)

    def of_kind(self, kind: str) -> list[Edge]:
        """The edges of this relationship type, in order of their ends."""
        edges = self.edges
        found = edges.group(kind) if isinstance(edges, Grouped) else [e for i, e in edges.items() if i.kind == kind]
        return sorted(found, key=lambda edge: edge.id)


class Version(msgspec.Struct, frozen=True):
    """One fact in the history of an entity, with the two times, the event it came from and where that happened."""

    valid_at: int
    accepted: int
    op: Op
    props: Mapping[str, Value]
    event_id: str
    event_type: str
    trace: str = ""


class EventMark(msgspec.Struct, frozen=True):
    """One event as the strip under the slider shows it."""

    valid_at: int
    accepted: int
    event_id: str
    event_type: str
    subject: str
    mark: str
    trace: str = ""
