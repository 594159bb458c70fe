"""Entries as bytes (MessagePack) and back, with every JSON type kept apart."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import structs

from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op


class _StoredFact(msgspec.Struct, gc=False):
    """A fact as it lies in the file: the entity is ``[label, key]`` or ``[kind, [..], [..], facet]``."""

    entity: list[Any]
    valid_at: int
    props: dict[str, Any]
    op: Op


class StoredMark(msgspec.Struct, gc=False):
    """What the event strip wants of a stored entry; the rest is skipped."""

    valid_at: int
    accepted: int
    event_id: str
    event_type: str
    subject: str
    mark: str
    trace: str = ""


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a property value must be JSON, found {type(value).__name__}")


encoder = msgspec.msgpack.Encoder(enc_hook=_plain)
_FACTS: Final = Entry.__struct_fields__.index("facts")
_StoredEntry = msgspec.defstruct(
    "_StoredEntry",
    [(f.name, list[_StoredFact] if f.name == "facts" else f.type, f.default) for f in structs.fields(Entry)],
)
_decoder = msgspec.msgpack.Decoder(_StoredEntry)
decode_mark = msgspec.msgpack.Decoder(StoredMark).decode


def decode_entry(body: bytes) -> Entry:
    """The entry that ``encoder`` wrote."""
    fields = list(structs.astuple(_decoder.decode(body)))
    fields[_FACTS] = tuple(Fact(entity_of(f.entity), f.valid_at, f.props, f.op) for f in fields[_FACTS])
    return Entry(*fields)


def entity_of(parts: list[Any]) -> NodeId | EdgeId:
    """The node or edge from its nested list."""
    if len(parts) == 2:
        return NodeId(parts[0], parts[1])
    return EdgeId(parts[0], NodeId(*parts[1]), NodeId(*parts[2]), *parts[3:])
