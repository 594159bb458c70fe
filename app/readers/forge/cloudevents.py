"""CloudEvents in JSON, one event or a batch → the events of what they carry.

==============================  =================================================================
in the file                     read as
==============================  =================================================================
``data``, JSON or text          whatever format it is, by its own reader: CDEvents, our own events, OpenLineage,
``data_base64``                 webhooks, test reports, …
``time``                        the time of what names none itself
==============================  =================================================================

An envelope without data that anybody reads has no event, which is said. Versions of the specification are not
told apart. Left out: subject, dataschema and extension attributes; data that is a CloudEvents event itself.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import msgspec

from app.domain.events import Event
from app.errors import BadFile
from app.readers.json_text import Outline, decode
from app.readers.looking import look_at
from app.readers.origin import Origin
from app.readers.process.times import moment
from app.readers.reader import Reader, json_that
from app.readers.source import HEAD, Source, document

FORMAT: Final = "cloudevents"

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Envelope(msgspec.Struct, frozen=True):
    """The attributes of an event, as far as they are read, and its data."""

    specversion: Name
    id: Name
    source: Name
    type: Name
    time: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"")
    data_base64: str | None = None


_ONE: Final = msgspec.json.Decoder(Envelope)
_MANY: Final = msgspec.json.Decoder(list[Envelope])
_TEXT: Final = msgspec.json.Decoder(str)


def reader_of(others: Sequence[Reader]) -> Reader:
    """The reader of envelopes whose data these others read."""

    def read(source: Source, origin: Origin) -> Iterator[Event]:
        for place, envelope in envelopes(source):
            yield from _carried(place, envelope, origin, others)

    def remark(source: Source) -> str:
        found = list(envelopes(source))
        inner = [r.remark(Source.of(d)) for _, one in found if (d := _data(one)) and (r := _reader(d, others))]
        types = ", ".join(sorted({one.type for _, one in found})[:5])
        return (
            "; ".join(filter(None, inner)) or f"no data that is of a format that is read (types: {types or 'none'})"
        )

    return Reader(FORMAT, read, json_that(_is_envelope), 1, remark)


def envelopes(source: Source) -> Iterator[tuple[str, Envelope]]:
    """Each event of the file with its path. Raises BadFile."""
    text = document(source)
    if text.lstrip()[:1] != b"[":
        yield "$", decode(text, _ONE)
        return
    many: list[Envelope] = decode(text, _MANY)
    for index, envelope in enumerate(many):
        yield f"$[{index}]", envelope


def _carried(place: str, envelope: Envelope, origin: Origin, others: Sequence[Reader]) -> Iterator[Event]:
    data = _data(envelope)
    reader = _reader(data, others)
    if reader is None:
        return
    said = moment(envelope.time, f"{place}.time")
    where = msgspec.structs.replace(origin, modified_ms=said or origin.modified_ms, source_file=envelope.id)
    try:
        yield from reader.read(Source.of(data, envelope.id), where)
    except BadFile as flaw:
        raise BadFile(flaw.reason, f"{place}.data {flaw.place}".strip()) from flaw


def _data(envelope: Envelope) -> bytes:
    """The bytes that the envelope carries; empty for none that can be had."""
    if envelope.data_base64 is not None:
        try:
            return base64.b64decode(envelope.data_base64, validate=True)
        except (binascii.Error, ValueError):
            return b""
    raw = bytes(envelope.data)
    return decode(raw, _TEXT).encode("utf-8", "replace") if raw[:1] == b'"' else raw


def _reader(data: bytes, others: Sequence[Reader]) -> Reader | None:
    try:
        look = look_at(data[:HEAD]) if data.strip() else None
    except BadFile:
        return None
    return next((reader for reader in others if reader.fits(look)), None) if look else None


def _is_envelope(found: Outline) -> bool:
    return {"specversion", "id", "source", "type"} <= found.keys.keys()
