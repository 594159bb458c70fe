"""``POST /api/v1/events``: one event, a batch, or JSON lines; into the log, never into a store."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from app.api.problems import MEDIA_TYPE
from app.api.tracing import place_of
from app.desk import Desk
from app.domain.events import STREAMS, Event
from app.domain.payloads.common import LinkDecided
from app.domain.payloads.overrides import PAYLOADS as OVERRIDES
from app.domain.traces import Context, placed
from app.errors import BadMessage, BadRequest
from app.use_cases.decide import checked
from app.use_cases.post import Answer, post
from app.wire.avro import encode
from app.wire.jsonlines import from_json

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_ITEMS: Final = 10_000
JSON: Final = "application/json"
LINES: Final = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")


def post_events(desk: Desk) -> Callable[[], Response]:
    """The view function of this desk."""

    def view() -> Response:
        request.max_content_length = MAX_BYTES
        here = place_of(desk.tracing)
        items = [_event(item, here) for item in _items(_media_type(), request.get_data())]
        return _answer(post(desk.log, encode, items))

    return view


def _media_type() -> str:
    if request.content_encoding:
        raise UnsupportedMediaType(f"send the body as it is, not as {request.content_encoding}")
    if request.mimetype not in (JSON, *LINES):
        raise UnsupportedMediaType(f"send {JSON} (one event or a list of them) or {LINES[0]} (one event a line)")
    return request.mimetype


def _items(media_type: str, body: bytes) -> list[bytes]:
    """The single events of the body, each still as JSON. Raises BadRequest."""
    text = body.strip()
    items = [line for line in text.splitlines() if line.strip()] if media_type in LINES else _of_json(text)
    if not items:
        raise BadRequest("the body holds no event; send one, a list of them, or one a line")
    if len(items) > MAX_ITEMS:
        raise RequestEntityTooLarge(f"{len(items)} events in one request; send at most {MAX_ITEMS} at a time")
    return items


def _of_json(text: bytes) -> list[bytes]:
    if not text.startswith(b"["):
        return [text] if text else []
    try:
        return [bytes(item) for item in msgspec.json.decode(text, type=list[msgspec.Raw])]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadRequest(f"the body is not a JSON list: {flaw}") from flaw


def _event(item: bytes, here: Context) -> Event | BadMessage:
    try:
        event = from_json(item)
    except BadMessage as flaw:
        return flaw
    if event.stream not in STREAMS:
        return BadMessage(f"{event.event_type} is concluded here and cannot be posted; streams: {', '.join(STREAMS)}")
    return _followed(placed(event, here))


def _followed(event: Event) -> Event | BadMessage:
    """A decision upon a link has to name one that people can decide upon; overrides have a door of their own."""
    if event.event_type in OVERRIDES:
        return BadMessage(f"{event.event_type} is sent to convergence/{{i}}/overrides, where its rules are heeded")
    if isinstance(event.payload, LinkDecided):
        try:
            checked(event.payload)
        except BadRequest as flaw:
            return BadMessage(f"{event.event_type}: {flaw}")
    return event


def _answer(answers: Iterable[Answer]) -> Response:
    """202 when anything was taken in; when nothing was, a problem document that holds the same items."""
    items = list(answers)
    rejected = sum(item.status == "rejected" for item in items)
    document = {"accepted": len(items) - rejected, "rejected": rejected, "items": items}
    if rejected < len(items):
        return Response(msgspec.json.encode(document), 202, mimetype=JSON)
    detail = items[0].reason if len(items) == 1 else f"none of the {len(items)} events can be taken in; see items"
    problem = {
        "type": "urn:mission-control:BadMessage",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": detail,
        "instance": request.path,
    }
    return Response(msgspec.json.encode({**problem, **document}), 422, mimetype=MEDIA_TYPE)
