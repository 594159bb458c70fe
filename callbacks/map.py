"""Place and moment → the map of a large lens: whole the first time, afterwards only what changed."""

from collections import OrderedDict
from threading import Lock
from typing import Final

import msgspec
from dash import Dash
from flask import Response, request

from app.desk import Desk
from app.errors import MissionControlError, StoreUnavailable
from app.lenses.views.mapping import MapView
from app.use_cases.maps import map_of, way_from
from callbacks import columns, inputs
from callbacks.faults import fault

PATH: Final = "/map"
MOST: Final = 16
FOREVER: Final = "private, max-age=31536000, immutable"
"""The address names the version, so what it leads to never changes."""

Packed = tuple[bytes, str]


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/map?iteration=…&lens=…&version=…&have=…`` and the two moments: the map, or what leads there."""
    kept = _Kept()

    def drawn() -> Response:
        try:
            return _answer(desk, kept)
        except MissionControlError as flaw:
            status = 503 if isinstance(flaw, StoreUnavailable) else 404
            body = msgspec.json.encode({"fault": fault(flaw)})
            return Response(body, status, {"Cache-Control": "no-store"}, mimetype="application/json")

    dash_app.server.add_url_rule(PATH, "map", drawn)


def _answer(desk: Desk, kept: "_Kept") -> Response:
    sent = request.args
    asked = inputs.question(desk, sent)
    new = map_of(desk.graph, asked.scope, inputs.lens(sent), asked.as_of, desk.clock())
    have, accepts = inputs.text(sent, "have"), request.headers.get("Accept-Encoding", "")
    way = way_from(desk.graph, asked.scope, have, new) if have and have != new.version else None
    body, packing = columns.packed(columns.change(way), accepts) if way else kept.whole(new, accepts)
    headers = {"Cache-Control": FOREVER if inputs.text(sent, "version") == new.version else "no-store"}
    headers |= {"Content-Encoding": packing, "Vary": "Accept-Encoding"} if packing else {}
    return Response(body, 200, headers, mimetype="application/octet-stream")


class _Kept:
    """Whole maps as they were packed: packing costs more than sending."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool], Packed] = OrderedDict()
        self._lock = Lock()

    def whole(self, view: MapView, accepts: str) -> Packed:
        """The packed map."""
        key = view.version, "zstd" in accepts
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = columns.packed(columns.whole(view), accepts)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
