"""What lies between two moments of one graph."""

from collections.abc import Mapping

import msgspec

from app.domain.graph import EdgeId, NodeId, Value


class Changed(msgspec.Struct, frozen=True, gc=False):
    """One entity that differs between two moments: ``before``/``after`` hold only what differs."""

    entity: NodeId | EdgeId
    before: Mapping[str, Value]
    after: Mapping[str, Value]


class Diff(msgspec.Struct, frozen=True):
    """What lies between two moments of one scope, sorted by entity."""

    added: tuple[NodeId | EdgeId, ...]
    removed: tuple[NodeId | EdgeId, ...]
    changed: tuple[Changed, ...]
