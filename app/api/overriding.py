"""``POST /api/v1/convergence/{i}/overrides[/{id}]``: a person overrides the gate, or answers to who wants to."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from flask import Response, request

from app.api.events import JSON
from app.api.people import body_of_person
from app.api.reading import Asked
from app.desk import Desk
from app.domain.events import Event
from app.errors import BadRequest
from app.use_cases.override import Answer, Place, Request, answered, requested
from app.use_cases.people import person
from app.use_cases.post import message_of
from app.wire.avro import encode

ORIGIN: Final = "mission-control api"


def post_request(desk: Desk) -> Callable[[str], Response]:
    """Ask for an override. What is sent names action, by, reason; hours, environment, version, commit if need be."""

    def view(iteration: str) -> Response:
        asked = _read(Request)
        at = Asked(desk, iteration, request.args)
        who = person(asked.by, desk.admins)
        return _sent(desk, requested(asked, who, Place(at.scope, at.judgement, desk.clock(), ORIGIN)))

    return view


def post_answer(desk: Desk) -> Callable[[str, str], Response]:
    """Approve, reject or revoke one. What is sent names answer, by and reason."""

    def view(iteration: str, override: str) -> Response:
        given = _read(Answer)
        at = Asked(desk, iteration, request.args)
        who = person(given.by, desk.admins)
        return _sent(desk, answered(given, who, override, Place(at.scope, at.judgement, desk.clock(), ORIGIN)))

    return view


def _read(kind: type[Any]) -> Any:
    names = ", ".join(kind.__struct_fields__)
    try:
        return msgspec.json.decode(body_of_person(names), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadRequest(f"the body cannot be understood: {flaw}; it names {names}") from flaw


def _sent(desk: Desk, event: Event) -> Response:
    desk.log.append([message_of(event, encode)])
    answer = {"accepted": 1, "event_id": event.event_id, "override_id": event.node_id}
    return Response(msgspec.json.encode(answer), 202, mimetype=JSON)
