"""What every event type takes, written down for the client, which knows no struct of ours.

``python -m app.wire.catalogue`` writes it where the client's checkout is; a test compares the two.
"""

import inspect as code
import json
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from app.domain.events import STREAMS
from app.domain.payloads import PAYLOADS, Payload
from app.wire.jsonlines import PAYLOAD_MOMENTS

FILE: Final = Path(__file__).parents[2] / "client" / "src" / "mission_control_client" / "catalogue.json"
_KINDS: Final = {
    inspect.StrType: "text",
    inspect.IntType: "whole number",
    inspect.FloatType: "number",
    inspect.BoolType: "true or false",
}


def catalogue() -> dict[str, Any]:
    """Per event type that can be sent: what it is about, and its fields."""
    sent = {name: kind for name, kind in sorted(PAYLOADS.items()) if name.partition(".")[0] in STREAMS}
    return {name: {"about": _about(kind), "fields": [*map(_field, _fields(kind))]} for name, kind in sent.items()}


def text() -> str:
    """The catalogue as the client carries it."""
    return json.dumps(catalogue(), indent=1, ensure_ascii=False) + "\n"


def _about(kind: type[Payload]) -> str:
    own = kind.__dict__.get("__doc__") or ""
    return code.cleandoc(own).replace("``", "").replace("\n", " ") if own else ""


def _fields(kind: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    shape = inspect.type_info(kind)
    assert isinstance(shape, inspect.StructType)
    return shape.fields


def _field(field: inspect.Field) -> dict[str, Any]:
    takes = "moment" if field.name in PAYLOAD_MOMENTS else _takes(field.type)
    if field.required:
        return {"name": field.name, "takes": takes, "required": True}
    plain = field.default_factory is msgspec.NODEFAULT
    return {"name": field.name, "takes": takes, "default": field.default if plain else []}


def _takes(kind: inspect.Type) -> str:
    match kind:
        case inspect.ListType(item_type=item):
            return f"list of {_takes(item)}"
        case inspect.DictType(value_type=value):
            return f"map to {_takes(value)}"
        case inspect.UnionType(types=types):
            return next(_takes(one) for one in types if not isinstance(one, inspect.NoneType))
        case inspect.StructType(cls=struct):
            return f"object ({', '.join(field.name for field in _fields(struct))})"
    return _KINDS[type(kind)]


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(f"wrote {FILE.name}")
