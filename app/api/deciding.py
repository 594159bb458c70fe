"""``POST /api/v1/convergence/{i}/links``: a person decides upon a link; into the log, never into a store."""

from collections.abc import Callable

import msgspec
from flask import Response, request

from app.api.events import JSON
from app.api.people import body_of_person
from app.api.reading import Asked
from app.desk import Desk
from app.errors import BadRequest
from app.use_cases.decide import Decision, decided
from app.use_cases.post import message_of
from app.wire.avro import encode

_decoder = msgspec.json.Decoder(Decision)


def post_decision(desk: Desk) -> Callable[[str], Response]:
    """The view function of this desk. What is sent names kind, source, target, decision, by and reason."""

    def view(iteration: str) -> Response:
        body = body_of_person("kind, source, target, decision, by and reason")
        asked = Asked(desk, iteration, request.args)
        event = decided(_decision(body), asked.scope, asked.state, desk.clock(), "mission-control api")
        desk.log.append([message_of(event, encode)])
        answer = {"accepted": 1, "event_id": event.event_id, "iteration_id": event.iteration_id}
        return Response(msgspec.json.encode(answer), 202, mimetype=JSON)

    return view


def _decision(body: bytes) -> Decision:
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadRequest(
            f"the body is no decision: {flaw}; it names {', '.join(Decision.__struct_fields__)}"
        ) from flaw
