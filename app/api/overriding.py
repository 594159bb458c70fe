"""``POST /api/v1/convergence/{i}/overrides[/{id}]``: a person overrides the gate, or answers to who wants to."""

from collections.abc import Callable

from flask import Response, request

from app.api.people import ORIGIN, accepted, said
from app.api.reading import Asked
from app.desk import Desk
from app.domain.events import Event
from app.use_cases.override import Answer, Place, Request, answered, requested
from app.use_cases.people import person


def post_request(desk: Desk) -> Callable[[str], Response]:
    """Ask for an override. What is sent names action, by, reason; hours, environment, version, commit if need be."""

    def view(iteration: str) -> Response:
        at = Asked(desk, iteration, request.args)
        asked = said(Request)
        who = person(asked.by, desk.admins)
        return _sent(desk, requested(asked, who, Place(at.scope, at.judgement, desk.clock(), ORIGIN)))

    return view


def post_answer(desk: Desk) -> Callable[[str, str], Response]:
    """Approve, reject or revoke one. What is sent names answer, by and reason."""

    def view(iteration: str, override: str) -> Response:
        at = Asked(desk, iteration, request.args)
        given = said(Answer)
        who = person(given.by, desk.admins)
        return _sent(desk, answered(given, who, override, Place(at.scope, at.judgement, desk.clock(), ORIGIN)))

    return view


def _sent(desk: Desk, event: Event) -> Response:
    return accepted(desk, event, override_id=event.node_id)
