"""The shipped schemas are the structs' own, and every earlier form stays readable."""

import copy
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse
from fastavro import parse_schema, schemaless_writer

from app.errors import BadMessage
from app.wire.avro import decode
from app.wire.framing import Frame
from app.wire.schema import EVENT_STREAMS, FOLDER, event_schema, generated, kept_versions, schema_id, ship
from tests.wire.samples import TYPES, event

NAMES = sorted(generated())
FROZEN = Path(__file__).with_name("messages.v1.json")


def can_read(reader: Any, writer: Any) -> bool:
    """Whether what ``writer`` wrote can be read with ``reader``, as the Avro project judges it."""
    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
    verdict = checker.get_compatibility(parse(json.dumps(reader)), parse(json.dumps(writer)))
    return verdict.compatibility is SchemaCompatibilityType.compatible


def field_of(record: Any, name: str) -> Any:
    return next(field for field in record["fields"] if field["name"] == name)


def payload_of(schema: Any, name: str) -> Any:
    return next(branch for branch in field_of(schema, "payload")["type"] if branch["name"] == name)


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_schema_is_the_one_of_the_structs(name: str) -> None:
    shipped = json.loads((FOLDER / f"{name}.avsc").read_text())
    assert shipped == generated()[name], "a struct has changed: run python -m app.wire.schema"


@pytest.mark.parametrize("name", NAMES)
def test_the_current_form_is_kept_so_that_what_it_writes_stays_readable(name: str) -> None:
    kept = [schema_id(version) for version in kept_versions(name)]
    assert kept[-1] == schema_id(generated()[name]), "a struct has changed: run python -m app.wire.schema"
    assert len(set(kept)) == len(kept)


@pytest.mark.parametrize("name", NAMES)
def test_the_current_schema_reads_every_version_kept(name: str) -> None:
    for number, version in enumerate(kept_versions(name), start=1):
        assert can_read(generated()[name], version), f"{name}.v{number} can no longer be read"


def test_no_two_schemas_share_a_number() -> None:
    numbers = [schema_id(version) for name in NAMES for version in kept_versions(name)]
    assert len(set(numbers)) == len(numbers)


def _without_default(schema: Any) -> None:
    field_of(schema, "source").pop("default")
    field_of(schema, "source")["name"] = "origin"


def _another_type(schema: Any) -> None:
    field_of(payload_of(schema, "TaskStarted"), "attempt")["type"] = "string"


def _a_branch_less(schema: Any) -> None:
    branches = field_of(schema, "payload")["type"]
    branches.remove(payload_of(schema, "TaskStarted"))


@pytest.mark.parametrize("change", [_without_default, _another_type, _a_branch_less])
def test_an_incompatible_change_would_be_noticed(change: Any) -> None:
    changed = copy.deepcopy(event_schema("dde"))
    change(changed)
    assert not can_read(changed, event_schema("dde"))


def _another_field(schema: Any) -> None:
    field_of(schema, "error")["name"] = "renamed"
    payload_of(schema, "TaskStarted")["fields"].append({"name": "queue", "type": "string", "default": "main"})


def test_bytes_of_an_earlier_form_are_read_with_defaults_for_what_it_did_not_know(tmp_path: Path) -> None:
    earlier, current = event_schema("dde"), copy.deepcopy(event_schema("dde"))
    _another_field(current)
    assert can_read(current, earlier)
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "dde_event.v1.avsc").write_text(json.dumps(earlier))
    message = Frame("dde_event", earlier, tmp_path).write(_fields("dde.task.started", "dde"))
    fields = Frame("dde_event", current, tmp_path).read(message)
    assert fields["payload"][1]["queue"] == "main"
    assert fields["event_id"] == "e-1"
    assert fields["renamed"] is None
    with pytest.raises(BadMessage, match="is not one of dde_event"):
        Frame("dde_event", current, tmp_path / "empty").read(message)


def _fields(kind: str, stream: str) -> dict[str, Any]:
    fields = msgspec.to_builtins(event(kind))
    record = f"missioncontrol.{stream}.{type(event(kind).payload).__name__}"
    return {**fields, "payload": (record, fields["payload"])}


@pytest.mark.parametrize("kind", TYPES)
def test_every_event_type_written_with_a_kept_version_is_read(kind: str) -> None:
    stream = kind.partition(".")[0]
    for version in kept_versions(f"{stream}_event"):
        buffer = BytesIO()
        buffer.write(b"\0" + schema_id(version).to_bytes(4, "big"))
        try:
            schemaless_writer(buffer, parse_schema(version), _fields(kind, stream))
        except ValueError:
            assert type(event(kind).payload).__name__ not in json.dumps(version)
            continue
        assert decode(buffer.getvalue()) == event(kind)


def test_messages_written_by_the_first_version_are_still_read() -> None:
    messages = json.loads(FROZEN.read_text())
    assert {decode(bytes.fromhex(message)).stream for message in messages.values()} == set(EVENT_STREAMS)
    for kind, message in messages.items():
        assert decode(bytes.fromhex(message)) == event(kind)


def test_shipping_keeps_a_changed_form_as_the_next_version_and_is_content_with_the_same(tmp_path: Path) -> None:
    first = {file.relative_to(tmp_path).as_posix() for file in ship(tmp_path)}
    assert {"dde_event.avsc", "versions/dde_event.v1.avsc"} <= first
    assert list(ship(tmp_path)) == []
    old = tmp_path / "versions" / "dde_event.v1.avsc"
    schema = json.loads(old.read_text())
    schema["fields"].pop()
    old.write_text(json.dumps(schema))
    assert [file.name for file in ship(tmp_path)] == ["dde_event.v2.avsc"]
    assert [len(version["fields"]) for version in kept_versions("dde_event", tmp_path)] == [25, 26]
