"""The stream of a page: what changes in its picture, pushed as it changes.

A page that stands still costs nothing but a beat now and then; of a change only what differs travels, worked out once
for all pages that look at the same place.
"""

from typing import Final

from dash import Dash
from flask import Response, g, request

from app.api.metrics import open_streams
from app.api.streaming import Listener, Switchboard, Unable, handed_over
from app.desk import Desk
from app.errors import BadRequest
from callbacks import inputs
from callbacks.guests import Seat
from callbacks.standing import Place
from callbacks.telling import Teller

PATH: Final = "/stream"


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/stream?tenant=…&iteration=…&lens=…&level=…&have=…``: ``have`` is the version of the picture at hand, a
    browser that comes back names it as Last-Event-ID. Without a lens only the pulse is told. Who has a share link
    names it as ``share``, and hears until it ends."""

    board = Switchboard(open_streams(desk))
    teller = Teller(desk, board)

    def stream() -> Response:
        try:
            place = _place(desk)
            have = request.headers.get("Last-Event-ID") or inputs.text(request.args, "have")
            connection, done = handed_over(request.environ)
        except BadRequest as flaw:
            return Response(str(flaw), 400, mimetype="text/plain")
        except Unable as flaw:
            return Response(str(flaw), 501, mimetype="text/plain")
        teller.welcome(Listener(connection, Seat(place, g.get("token", ""))), have)
        answer = Response(status=204, headers={"Connection": "close"})
        answer.call_on_close(done)
        return answer

    dash_app.server.add_url_rule(PATH, "stream", stream)


def _place(desk: Desk) -> Place:
    sent = request.args
    iteration, lens = inputs.text(sent, "iteration"), inputs.text(sent, "lens")
    if lens:
        inputs.lens(sent)
    level = inputs.level(sent) if lens == "acc" else ""
    return Place(inputs.tenant(desk, sent), iteration, lens if iteration else "", level)
