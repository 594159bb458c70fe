"""Events of every type, made up from the structs themselves."""

from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from app.domain.events import DAY_MS, Event
from app.domain.moments import LATEST_VALID
from app.domain.payloads import PAYLOADS

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAME = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
TYPES = sorted(PAYLOADS)

_PLAIN: dict[type, st.SearchStrategy[Any]] = {
    inspect.NoneType: st.none(),
    inspect.StrType: TEXT,
    inspect.IntType: st.integers(-(2**63), 2**63 - 1),
    inspect.FloatType: st.floats(allow_nan=False, allow_infinity=False),
    inspect.BoolType: st.booleans(),
    inspect.BytesType: st.binary(max_size=40),
}


def anything(shape: inspect.Type) -> st.SearchStrategy[Any]:
    """Any value of the type."""
    match shape:
        case inspect.StructType(cls=struct):
            return struct_of(struct)
        case inspect.ListType(item_type=item):
            return st.lists(anything(item), max_size=3)
        case inspect.DictType(value_type=value):
            return st.dictionaries(TEXT, anything(value), max_size=3)
        case inspect.UnionType(types=types):
            return st.one_of([anything(one) for one in types])
    return _PLAIN[type(shape)]


def struct_of(struct: type[msgspec.Struct], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any instance of the struct, with some fields from strategies of their own."""
    shape = inspect.type_info(struct)
    assert isinstance(shape, inspect.StructType)
    drawn = {field.name: anything(field.type) for field in shape.fields if field.name not in fixed}
    return st.builds(struct, **drawn, **fixed)


@cache
def events_of(kind: str) -> st.SearchStrategy[Event]:
    """Any believable event of this type."""
    return struct_of(
        Event,
        event_type=st.just(kind),
        payload=struct_of(PAYLOADS[kind]),
        event_id=NAME,
        tenant_id=NAME,
        iteration_id=NAME,
        timestamp=st.integers(DAY_MS, LATEST_VALID - 1),
    )


def event(kind: str = "dde.task.started", **changes: Any) -> Event:
    """One plain event of the type; required payload fields are filled in from their names and types."""
    payload = msgspec.convert(_required(PAYLOADS[kind]), PAYLOADS[kind])
    fields = {
        "event_id": "e-1",
        "timestamp": 1_762_264_480_000,
        "tenant_id": "acme",
        "iteration_id": "Iter-20251104-1354-001",
        "event_type": kind,
        "node_id": "BE.Profile",
        "payload": payload,
    }
    return Event(**{**fields, **changes})


def _required(struct: type[msgspec.Struct]) -> dict[str, Any]:
    shape = inspect.type_info(struct)
    assert isinstance(shape, inspect.StructType)
    return {field.name: _example(field.name, field.type) for field in shape.fields if field.required}


def _example(name: str, shape: inspect.Type) -> Any:
    examples = {
        inspect.StrType: f"a {name}",
        inspect.IntType: 7,
        inspect.FloatType: 0.25,
        inspect.BoolType: True,
        inspect.ListType: [f"a {name}"],
    }
    return _required(shape.cls) if isinstance(shape, inspect.StructType) else examples[type(shape)]
