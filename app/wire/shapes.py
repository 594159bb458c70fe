"""Plain fields, as Avro reads them, into structs: quicker than a validating conversion.

Avro has checked the types already; what it lets through and we do not is a number that is none.
"""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import inspect

from app.errors import BadMessage

StructT = TypeVar("StructT", bound=msgspec.Struct)


class Shape(Generic[StructT]):
    """How to build one struct type: which fields hold a struct or a list of them, and which hold floats."""

    def __init__(self, struct: type[StructT]) -> None:
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        self.struct: Final = struct
        self._parts = {f.name: shape_of(part) for f in info.fields if (part := _struct(f.type))}
        self._lists = {f.name: shape_of(item) for f in info.fields if (item := _item_struct(f.type))}
        self._floats = tuple(f.name for f in info.fields if _is_float(f.type))

    def build(self, fields: dict[str, Any]) -> StructT:
        """The struct; ``fields`` is used up. Raises BadMessage for a number that is not finite."""
        if self._floats:
            self._check_floats(fields)
        for name, shape in self._parts.items():
            fields[name] = shape.build(fields[name])
        for name, shape in self._lists.items():
            fields[name] = [shape.build(item) for item in fields[name]]
        return self.struct(**fields)

    def check(self, fields: Mapping[str, Any]) -> None:
        """Raises BadMessage where a number in these fields is not finite."""
        self._check_floats(fields)
        for name, shape in self._parts.items():
            shape.check(fields[name])
        for name, shape in self._lists.items():
            for item in fields[name]:
                shape.check(item)

    def _check_floats(self, fields: Mapping[str, Any]) -> None:
        for name in self._floats:
            check_finite(name, fields[name])


@cache
def shape_of(struct: type[StructT]) -> Shape[StructT]:
    """The shape of the struct type, worked out once."""
    return Shape(struct)


def check_finite(name: str, value: float | None) -> None:
    """Raises BadMessage when the value is infinite or not a number; None is fine."""
    if value is not None and not math.isfinite(value):
        raise BadMessage(f"{name} must be a finite number, found {value}")


def _struct(shape: inspect.Type) -> type[msgspec.Struct] | None:
    return shape.cls if isinstance(shape, inspect.StructType) else None


def _item_struct(shape: inspect.Type) -> type[msgspec.Struct] | None:
    return _struct(shape.item_type) if isinstance(shape, inspect.ListType) else None


def _is_float(shape: inspect.Type) -> bool:
    kinds = shape.types if isinstance(shape, inspect.UnionType) else (shape,)
    return any(isinstance(kind, inspect.FloatType) for kind in kinds)
