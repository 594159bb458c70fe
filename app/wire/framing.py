"""The registry wire format: a zero byte, the schema's number in four bytes, and the Avro body.

A :class:`Frame` stands for one kind of record. It writes the current form and reads that and every
earlier form, filling what an earlier writer did not know with the field's default.
"""

import struct
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast

from fastavro import parse_schema, schemaless_reader, schemaless_writer
from fastavro.read import SchemaResolutionError

from app.errors import BadMessage
from app.wire.schema import FOLDER, Avro, kept_versions, schema_id

_HEADER: Final = struct.Struct(">BI")
_MAGIC: Final = 0

# What the Avro library raises when bytes make no sense; a body cut short or garbled can meet any of them.
_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    SchemaResolutionError,
    StopIteration,
    TypeError,
    ValueError,
)
_UNWRITABLE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Frame:
    """One kind of record: ``name`` is that of its schema file, ``schema`` its current form.

    ``folder`` is where the schemas lie whose ``versions`` were written earlier.
    """

    def __init__(self, name: str, schema: Avro, folder: Path = FOLDER) -> None:
        self.name: Final = name
        self.current: Final = schema_id(schema)
        self._schema = parse_schema(schema)
        self._header = _HEADER.pack(_MAGIC, self.current)
        earlier = (version for version in kept_versions(name, folder) if schema_id(version) != self.current)
        self._earlier = {schema_id(version): parse_schema(version) for version in earlier}

    @property
    def numbers(self) -> set[int]:
        """The schema numbers that this frame can read."""
        return {self.current, *self._earlier}

    def write(self, fields: dict[str, Any]) -> bytes:
        """The message that holds these fields. Raises BadMessage when one does not fit its type."""
        buffer = BytesIO()
        buffer.write(self._header)
        try:
            schemaless_writer(buffer, self._schema, fields)
        except _UNWRITABLE as flaw:
            raise BadMessage(f"{self.name}: a value does not fit its field: {flaw}") from flaw
        return buffer.getvalue()

    def read(self, value: bytes) -> dict[str, Any]:
        """The fields of the message; a union of records gives ``(record name, fields)``. Raises BadMessage."""
        number = number_of(value)
        if number == self.current:
            return self._body(value, self._schema, None)
        if number not in self._earlier:
            raise BadMessage(f"schema id {number} is not one of {self.name}")
        return self._body(value, self._earlier[number], self._schema)

    def _body(self, value: bytes, writer: Avro, reader: Avro) -> dict[str, Any]:
        buffer = BytesIO(value)
        buffer.seek(_HEADER.size)
        try:
            fields = schemaless_reader(
                buffer, writer, reader, return_record_name=True, return_record_name_override=True
            )
        except _UNREADABLE as flaw:
            raise BadMessage(f"{self.name}: truncated or garbled Avro body: {_said(flaw)}") from flaw
        if buffer.tell() != len(value):
            raise BadMessage(f"{self.name}: {len(value) - buffer.tell()} bytes are left after the record's end")
        return cast(dict[str, Any], fields)


def _said(flaw: Exception) -> str:
    """What the Avro library says; of a body that is cut short it says nothing."""
    return "it ends in the middle of a value" if isinstance(flaw, EOFError) else str(flaw) or type(flaw).__name__


def number_of(value: bytes) -> int:
    """The schema number in the header of a message. Raises BadMessage when it has no such header."""
    if len(value) < _HEADER.size:
        raise BadMessage(f"a message needs a header of {_HEADER.size} bytes, found {len(value)}")
    magic, number = _HEADER.unpack_from(value)
    if magic != _MAGIC:
        raise BadMessage(f"a message starts with byte 0, found {magic}: was it written without a schema id?")
    return int(number)
