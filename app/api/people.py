"""What people send by way of a page: JSON alone, and from no other site.

A page of another site can make a browser send a form, but neither JSON without asking first, nor under our origin.
"""

from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec
from flask import Response, request
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from app.api.events import JSON
from app.desk import Desk
from app.domain.events import Event
from app.errors import BadRequest
from app.use_cases.post import message_of
from app.wire.avro import encode

MAX_BYTES: Final = 64 * 1024
OWN: Final = ("same-origin", "none")
ORIGIN: Final = "mission-control api"
"""By which way they came, as events tell it."""

Said = TypeVar("Said", bound=msgspec.Struct)


def body_of_person(names: str) -> bytes:
    """The body; ``names`` says what it should name. Raises Forbidden for another site's page, 415 for no JSON."""
    request.max_content_length = MAX_BYTES
    site, origin = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Origin")
    if site not in OWN or (origin is not None and urlsplit(origin).netloc != request.host):
        raise Forbidden("decisions are taken from this product's own pages and from programs, not from other sites")
    if request.mimetype != JSON:
        raise UnsupportedMediaType(f"send {JSON}: {names}")
    return request.get_data()


def said(kind: type[Said]) -> Said:
    """What the body says. Raises BadRequest for what cannot be understood, beside those of ``body_of_person``."""
    names = ", ".join(kind.__struct_fields__)
    try:
        return msgspec.json.decode(body_of_person(names), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadRequest(f"the body cannot be understood: {flaw}; it names {names}") from flaw


def accepted(desk: Desk, event: Event, **named: str) -> Response:
    """Put the event on the log, never into a store; 202 with its id and what else is named."""
    desk.log.append([message_of(event, encode)])
    answer = {"accepted": 1, "event_id": event.event_id, **named}
    return Response(msgspec.json.encode(answer), 202, mimetype=JSON)
