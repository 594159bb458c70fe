"""What stands in the way of a schema is named by field, and is what the Avro project itself calls incompatible."""

import copy
from typing import Any

import pytest

from app.wire.compatibility import hindrances
from app.wire.schema import event_schema, generated, kept_versions
from tests.wire.test_schemas import can_read, field_of, payload_of

DDE = event_schema("dde")


def _without_default(schema: Any) -> None:
    field_of(schema, "source").pop("default")
    field_of(schema, "source")["name"] = "origin"


def _another_type(schema: Any) -> None:
    field_of(payload_of(schema, "TaskStarted"), "attempt")["type"] = "string"


def _a_branch_less(schema: Any) -> None:
    field_of(schema, "payload")["type"].remove(payload_of(schema, "TaskStarted"))


def _a_list(schema: Any) -> None:
    field_of(schema, "timestamp")["type"] = {"type": "array", "items": "long"}


def _another_name(schema: Any) -> None:
    schema["name"] = "Happening"


def _a_new_field(schema: Any) -> None:
    payload_of(schema, "TaskStarted")["fields"].append({"name": "queue", "type": "string"})


def _a_new_field_with_default(schema: Any) -> None:
    payload_of(schema, "TaskStarted")["fields"].append({"name": "queue", "type": "string", "default": ""})


def _a_wider_type(schema: Any) -> None:
    field_of(schema, "timestamp")["type"] = "double"


def _optional(schema: Any) -> None:
    field_of(schema, "timestamp")["type"] = ["null", "long"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_without_default, ["DdeEvent.origin is new and has no default"]),
        (_another_type, ["DdeEvent.payload.attempt was long and is string"]),
        (_a_branch_less, ["DdeEvent.payload takes no TaskStarted any more"]),
        (_a_list, ["DdeEvent.timestamp was long and is array"]),
        (_another_name, ["the whole was DdeEvent and is Happening"]),
        (_a_new_field, ["DdeEvent.payload.queue is new and has no default"]),
        (_a_new_field_with_default, []),
        (_a_wider_type, []),
        (_optional, []),
    ],
)
def test_each_field_that_cannot_be_read_is_named(change: Any, found: list[str]) -> None:
    changed = copy.deepcopy(DDE)
    change(changed)
    assert hindrances(changed, DDE) == found
    assert can_read(changed, DDE) is (not found)


@pytest.mark.parametrize("name", sorted(generated()))
def test_nothing_stands_between_the_versions_that_were_kept(name: str) -> None:
    for version in kept_versions(name):
        assert hindrances(generated()[name], version) == []
