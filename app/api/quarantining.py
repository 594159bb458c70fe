"""``POST /api/v1/bdv/graph/{i}/quarantine``: a person puts a scenario into quarantine, or lets it out."""

from collections.abc import Callable

from flask import Response, request

from app.api.people import ORIGIN, accepted, said
from app.api.reading import Asked
from app.desk import Desk
from app.use_cases.people import person
from app.use_cases.quarantine import Place, Wish, quarantine


def post_quarantine(desk: Desk) -> Callable[[str], Response]:
    """The view function of this desk."""

    def view(iteration: str) -> Response:
        at = Asked(desk, iteration, request.args)
        wish = said(Wish)
        who = person(wish.by, desk.admins)
        event = quarantine(wish, who.name, Place(at.scope, at.state, desk.clock(), ORIGIN))
        return accepted(desk, event, scenario_id=event.node_id)

    return view
