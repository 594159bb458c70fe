"""``POST /api/v1/convergence/{i}/links``: a person decides upon a link; into the log, never into a store."""

from collections.abc import Callable

from flask import Response, request

from app.api.people import ORIGIN, accepted, said
from app.api.reading import Asked
from app.desk import Desk
from app.use_cases.decide import Decision, decided


def post_decision(desk: Desk) -> Callable[[str], Response]:
    """The view function of this desk. What is sent names kind, source, target, decision, by and reason."""

    def view(iteration: str) -> Response:
        asked = Asked(desk, iteration, request.args)
        event = decided(said(Decision), asked.scope, asked.state, desk.clock(), ORIGIN)
        return accepted(desk, event, iteration_id=event.iteration_id)

    return view
