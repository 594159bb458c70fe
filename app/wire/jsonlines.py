"""Events as JSON, one a line, for people and the HTTP door.

A moment may be milliseconds or ISO 8601 with a zone; an event without an id gets one from its
content, so that the same line sent twice is one event.
"""

import hashlib
from typing import Any, Final

import msgspec

from app.domain.events import Event, checked, event_from
from app.domain.moments import iso, parse_moment
from app.errors import BadMessage
from app.wire.shapes import check_finite, shape_of

MAX_BYTES: Final = 8 * 1024 * 1024
"""A longer line is refused unread; a whole import graph in one event stays far below."""

_SECONDS_END: Final = 10_000_000_000
"""Of the bare numbers, those below are far likelier seconds than milliseconds of the first months of 1970."""

PAYLOAD_MOMENTS: Final = ("expires", "next_retry_at", "review_date", "sunset_date", "until")
_DEFAULTS: Final = {
    field.name: field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    for field in msgspec.structs.fields(Event)
    if not field.required
}


def to_json(event: Event) -> bytes:
    """The event on one line, without its end; empty envelope fields are left out. Raises BadMessage."""
    _check_numbers(checked(event))
    plain: dict[str, Any] = msgspec.to_builtins(event)
    said = {name: value for name, value in plain.items() if name not in _DEFAULTS or value != _DEFAULTS[name]}
    try:
        return msgspec.json.encode({**said, "timestamp": iso(event.timestamp)})
    except UnicodeEncodeError as flaw:
        raise BadMessage(f"{event.event_type}: a text is not valid Unicode: {flaw}") from flaw


def from_json(line: bytes) -> Event:
    """The event that the line describes. Raises BadMessage naming the field, what was found and what it takes."""
    if len(line) > MAX_BYTES:
        raise BadMessage(f"the line has {len(line)} bytes, at most {MAX_BYTES} are taken: split the event")
    try:
        fields = msgspec.json.decode(line)
    except RecursionError as flaw:
        raise BadMessage("the JSON is nested too deeply") from flaw
    except (msgspec.DecodeError, UnicodeDecodeError) as flaw:
        raise BadMessage(f"this is not JSON: {flaw}") from flaw
    return from_fields(fields)


def from_fields(fields: object) -> Event:
    """The event that this JSON value, read already, describes. Raises BadMessage like :func:`from_json`."""
    if not isinstance(fields, dict):
        raise BadMessage(f"an event is a JSON object, found {type(fields).__name__}")
    plain = {**fields, "timestamp": _timestamp(fields.get("timestamp"))}
    if isinstance(plain.get("payload"), dict):
        plain["payload"] = _with_moments(plain["payload"])
    if plain.get("event_id") in (None, ""):
        plain["event_id"] = _content_id(fields)
    event = event_from(plain, strict=False)
    _check_numbers(event)
    return event


def _with_moments(payload: dict[str, Any]) -> dict[str, Any]:
    named = [name for name in PAYLOAD_MOMENTS if name in payload]
    return {**payload, **{name: _moment(name, payload[name]) for name in named}}


def _timestamp(value: object) -> object:
    if value is None:
        raise BadMessage("timestamp is missing: when did it happen, in milliseconds or ISO 8601 with a zone?")
    moment = _moment("timestamp", value)
    if isinstance(moment, int) and 0 < moment < _SECONDS_END and str(value).isdigit():
        raise BadMessage(f"timestamp {moment} looks like seconds: it takes milliseconds or ISO 8601 with a zone")
    return moment


def _moment(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_moment(value)
    except (ValueError, OverflowError) as flaw:
        reason = str(flaw)[:200]
        raise BadMessage(f"{name} takes milliseconds or ISO 8601 with a zone: {reason}") from flaw


def _content_id(fields: dict[str, Any]) -> str:
    """An id from what the line says, in whatever order it says it."""
    try:
        content = msgspec.json.encode(fields, order="sorted")
    except RecursionError as flaw:
        raise BadMessage("the JSON is nested too deeply") from flaw
    return f"c-{hashlib.sha256(content).hexdigest()[:32]}"


def _check_numbers(event: Event) -> None:
    check_finite("confidence_score", event.confidence_score)
    shape_of(type(event.payload)).check(msgspec.to_builtins(event.payload))
