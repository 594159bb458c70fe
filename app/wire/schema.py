"""Avro schemas, derived from the Python structs so that there is one description of every field.

``python -m app.wire.schema`` writes them to ``app/schemas``: the current form of each record, and under
``versions`` every form that was ever written to a log. A changed struct adds a version; nothing there
is ever edited.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from fastavro.schema import fingerprint, to_parsing_canonical_form
from msgspec import inspect

from app.domain.events import Event
from app.domain.partitions import PARTITIONS
from app.domain.payloads import PAYLOADS, Payload
from app.ports import DeadLetter

Avro = Any
"""A schema as JSON has it: a name, a list (a union) or an object."""

FOLDER: Final = Path(__file__).parent.parent / "schemas"
NAMESPACE: Final = "missioncontrol"
EVENT_STREAMS: Final = tuple(topic for topic in PARTITIONS if topic != "dlq")

_PLAIN: Final[dict[type, str]] = {
    inspect.NoneType: "null",
    inspect.StrType: "string",
    inspect.IntType: "long",
    inspect.FloatType: "double",
    inspect.BoolType: "boolean",
    inspect.BytesType: "bytes",
}


def generated() -> dict[str, Avro]:
    """The current schema of every record on the log, by the name of its file."""
    events = {f"{stream}_event": event_schema(stream) for stream in EVENT_STREAMS}
    return {**events, "dead_letter": record_schema(DeadLetter, "DeadLetter", f"{NAMESPACE}.dlq")}


def event_schema(stream: str) -> Avro:
    """Envelope and payloads of one stream as one record; ``payload`` is a union of the payload records."""
    structs = dict.fromkeys(payloads_of(stream).values())
    return record_schema(Event, f"{stream.title()}Event", f"{NAMESPACE}.{stream}", {"payload": tuple(structs)})


def payloads_of(stream: str) -> dict[str, type[Payload]]:
    """The payload struct of each event type of the stream."""
    return {kind: struct for kind, struct in PAYLOADS.items() if kind.startswith(f"{stream}.")}


def record_schema(
    struct: type[msgspec.Struct],
    name: str,
    namespace: str,
    unions: Mapping[str, tuple[type[msgspec.Struct], ...]] | None = None,
) -> Avro:
    """The struct as an Avro record; ``unions`` names fields that hold one of several structs."""
    record = _Generator(unions or {}).record(struct, name)
    return {"type": "record", "name": record.pop("name"), "namespace": namespace, **record}


def schema_id(schema: Avro) -> int:
    """The number that stands for the schema on the wire: 31 bits of the fingerprint of its canonical form.

    It comes from the content, so every program gives the same number without asking anybody.
    """
    return int(fingerprint(to_parsing_canonical_form(schema), "SHA-256")[:8], 16) & 0x7FFF_FFFF


def kept_versions(name: str, folder: Path = FOLDER) -> list[Avro]:
    """Every form of the record that was ever written, the oldest first."""
    files = (folder / "versions").glob(f"{name}.v*.avsc")
    ordered = sorted(files, key=lambda file: int(file.suffixes[0].removeprefix(".v")))
    return [json.loads(file.read_text(encoding="utf-8")) for file in ordered]


def ship(folder: Path = FOLDER) -> Iterator[Path]:
    """Write the current schemas, and keep those never kept before; yields each file that changed."""
    for name, schema in generated().items():
        text = json.dumps(schema, indent=2) + "\n"
        wanted = [folder / f"{name}.avsc"]
        kept = kept_versions(name, folder)
        if schema_id(schema) not in map(schema_id, kept):
            wanted.append(folder / "versions" / f"{name}.v{len(kept) + 1}.avsc")
        for file in wanted:
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
                yield file


class _Generator:
    """Turns structs into records; a record used twice is spelt out once and named after that."""

    def __init__(self, unions: Mapping[str, tuple[type[msgspec.Struct], ...]]) -> None:
        self._unions = unions
        self._seen: set[type] = set()

    def record(self, struct: type[msgspec.Struct], name: str) -> dict[str, Any]:
        self._seen.add(struct)
        shape = inspect.type_info(struct)
        assert isinstance(shape, inspect.StructType)
        return {"type": "record", "name": name, "fields": [self._field(field) for field in shape.fields]}

    def _field(self, field: inspect.Field) -> dict[str, Any]:
        if structs := self._unions.get(field.name):
            return {"name": field.name, "type": [self._struct(struct) for struct in structs]}
        described = {"name": field.name, "type": self._type(field.type)}
        return described if field.required else {**described, "default": _default(field)}

    def _struct(self, struct: type[msgspec.Struct]) -> Avro:
        return struct.__name__ if struct in self._seen else self.record(struct, struct.__name__)

    def _type(self, shape: inspect.Type) -> Avro:
        match shape:
            case inspect.StructType(cls=struct):
                return self._struct(struct)
            case inspect.ListType(item_type=item):
                return {"type": "array", "items": self._type(item)}
            case inspect.DictType(value_type=value):
                return {"type": "map", "values": self._type(value)}
            case inspect.UnionType(types=types):
                # Avro wants the default's own branch first, and the default of such a field is null.
                return sorted((self._type(one) for one in types), key=lambda branch: branch != "null")
        return _PLAIN[type(shape)]


def _default(field: inspect.Field) -> object:
    factory = field.default_factory
    return field.default if factory is msgspec.NODEFAULT else factory()


if __name__ == "__main__":
    for changed in ship():
        print(f"wrote {changed.relative_to(FOLDER.parent)}")
