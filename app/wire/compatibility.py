"""What stands in the way of reading, with one schema, what was written with another: Avro's resolution, by field.

A registry refuses a schema with a yes or no; whoever is refused wants to know which field it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Avro = Any
Named = Mapping[str, Avro]
"""Records and the like by the names under which a schema refers to them again."""

_PROMOTED: Final[Mapping[str, tuple[str, ...]]] = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}
"""What a plain type may be read as."""


def hindrances(reader: Avro, writer: Avro) -> list[str]:
    """Each field that ``reader`` cannot read of what ``writer`` wrote, and why; empty when all can be read."""
    return list(dict.fromkeys(_Pair(dict(_named(reader)), dict(_named(writer))).between(reader, writer, "")))


class _Pair:
    """Two schemas that are compared; a pair of records that was met before is not compared again."""

    def __init__(self, reader: Named, writer: Named) -> None:
        self._reader, self._writer = reader, writer
        self._met: set[tuple[str, str]] = set()

    def between(self, reader: Avro, writer: Avro, at: str) -> Iterator[str]:
        """Hindrances at this place; ``at`` is the path of fields that leads to it."""
        reader, writer = _resolved(reader, self._reader), _resolved(writer, self._writer)
        if isinstance(writer, list):
            for branch in writer:
                yield from self.between(reader, branch, at)
        elif isinstance(reader, list):
            yield from self._one_of(reader, writer, at)
        elif (kind := _kind(writer)) != _kind(reader):
            if _kind(reader) not in _PROMOTED.get(kind, ()):
                yield f"{at or 'the whole'} was {_word(writer)} and is {_word(reader)}"
        else:
            yield from self._alike(kind, reader, writer, at)

    def _one_of(self, branches: list[Avro], writer: Avro, at: str) -> Iterator[str]:
        """A branch that takes it; where none does, why the one of the same name does not."""
        resolved = [_resolved(branch, self._reader) for branch in branches]
        same = next((branch for branch in resolved if _word(branch) == _word(writer)), None)
        if same is not None:
            yield from self.between(same, writer, at)
        elif all(any(self.between(branch, writer, at)) for branch in resolved):
            yield f"{at or 'the whole'} takes no {_word(writer)} any more"

    def _alike(self, kind: str, reader: Avro, writer: Avro, at: str) -> Iterator[str]:
        if kind == "array":
            yield from self.between(reader["items"], writer["items"], at)
        elif kind == "map":
            yield from self.between(reader["values"], writer["values"], at)
        elif kind == "enum" and (gone := set(writer["symbols"]) - set(reader["symbols"])):
            yield f"{at or 'the whole'} takes no {', '.join(sorted(gone))} any more"
        elif kind == "record":
            yield from self._records(reader, writer, at)

    def _records(self, reader: Avro, writer: Avro, at: str) -> Iterator[str]:
        pair = _word(reader), _word(writer)
        if pair in self._met:
            return
        self._met.add(pair)
        if pair[0] != pair[1]:
            yield f"{at or 'the whole'} was {pair[1]} and is {pair[0]}"
            return
        written = {field["name"]: field["type"] for field in writer["fields"]}
        for field in reader["fields"]:
            name = next((name for name in (field["name"], *field.get("aliases", ())) if name in written), "")
            place = f"{at}.{field['name']}" if at else f"{pair[0]}.{field['name']}"
            if name:
                yield from self.between(field["type"], written[name], place)
            elif "default" not in field:
                yield f"{place} is new and has no default"


def _named(schema: Avro) -> Iterator[tuple[str, Avro]]:
    if isinstance(schema, list):
        for branch in schema:
            yield from _named(branch)
    elif isinstance(schema, dict):
        if "name" in schema:
            yield _word(schema), schema
        inner = [field["type"] for field in schema.get("fields", ())]
        for part in (*inner, schema.get("items"), schema.get("values"), schema["type"]):
            yield from _named(part)


def _resolved(schema: Avro, named: Named) -> Avro:
    if isinstance(schema, dict) and isinstance(schema["type"], dict | list):
        return _resolved(schema["type"], named)
    return named.get(schema.rpartition(".")[2], schema) if isinstance(schema, str) else schema


def _kind(schema: Avro) -> str:
    return str(schema["type"] if isinstance(schema, dict) else schema)


def _word(schema: Avro) -> str:
    """The last part of its name, or its type."""
    return str(schema.get("name") or schema["type"]).rpartition(".")[2] if isinstance(schema, dict) else str(schema)
