"""``POST /api/v1/bdv/graph/{i}/quarantine``: a person puts a scenario into quarantine, or lets it out."""

from collections.abc import Callable
from typing import Final

import msgspec
from flask import Response, request

from app.api.events import JSON
from app.api.people import body_of_person
from app.api.reading import Asked
from app.desk import Desk
from app.errors import BadRequest
from app.use_cases.people import person
from app.use_cases.post import message_of
from app.use_cases.quarantine import Place, Wish, quarantine
from app.wire.avro import encode

ORIGIN: Final = "mission-control api"
_decoder = msgspec.json.Decoder(Wish)
_NAMES: Final = ", ".join(Wish.__struct_fields__)


def post_quarantine(desk: Desk) -> Callable[[str], Response]:
    """The view function of this desk."""

    def view(iteration: str) -> Response:
        wish = _wish(body_of_person(_NAMES))
        at = Asked(desk, iteration, request.args)
        who = person(wish.by, desk.admins)
        event = quarantine(wish, who.name, Place(at.scope, at.state, desk.clock(), ORIGIN))
        desk.log.append([message_of(event, encode)])
        answer = {"accepted": 1, "event_id": event.event_id, "scenario_id": event.node_id}
        return Response(msgspec.json.encode(answer), 202, mimetype=JSON)

    return view


def _wish(body: bytes) -> Wish:
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadRequest(f"the body cannot be understood: {flaw}; it names {_NAMES}") from flaw
