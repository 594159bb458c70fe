"""Place and moment → the dependency matrix as columns. A picture says which version stands there; the browser asks
for it once, and a version never changes."""

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Any, Final

import msgspec
import numpy as np
from dash import Dash
from flask import Response, request

from app.desk import Desk
from app.errors import MissionControlError, StoreUnavailable
from app.lenses.views import Cell, MatrixView
from app.use_cases.look import matrix
from callbacks import columns, inputs
from callbacks.faults import fault

PATH: Final = "/dsm"
MOST: Final = 32
FOREVER: Final = "private, max-age=31536000, immutable"
KINDS: Final = ("import", "suppressed", "cycle", "violation")
"""What a cell can be, the loudest last."""

Written = tuple[str, bytes]
"""A version, and the bytes."""

_KEPT: OrderedDict[int, tuple[MatrixView, Written]] = OrderedDict()
_LOCK: Final = Lock()


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/dsm?iteration=…&level=…&version=…`` and the two moments."""

    def drawn() -> Response:
        try:
            return _answer(desk)
        except MissionControlError as flaw:
            status = 503 if isinstance(flaw, StoreUnavailable) else 404
            body = msgspec.json.encode({"fault": fault(flaw)})
            return Response(body, status, {"Cache-Control": "no-store"}, mimetype="application/json")

    dash_app.server.add_url_rule(PATH, "dsm", drawn)


def version_of(view: MatrixView) -> str:
    """What names this very matrix."""
    return written(view)[0]


def written(view: MatrixView) -> Written:
    """Version and bytes of a matrix; those of one that use cases remember are kept beside it."""
    with _LOCK:
        kept = _KEPT.get(id(view))
        if kept and kept[0] is view:
            _KEPT.move_to_end(id(view))
            return kept[1]
    body = _columns(view)
    made = blake2b(body, digest_size=12).hexdigest(), body
    with _LOCK:
        _KEPT[id(view)] = (view, made)
        while len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return made


def _answer(desk: Desk) -> Response:
    sent = request.args
    asked = inputs.question(desk, sent)
    version, plain = written(matrix(desk.graph, asked.scope, inputs.level(sent), asked.as_of, desk.clock()))
    body, packing = columns.packed(plain, request.headers.get("Accept-Encoding", ""))
    headers = {"Cache-Control": FOREVER if inputs.text(sent, "version") == version else "no-store"}
    headers |= {"Content-Encoding": packing, "Vary": "Accept-Encoding"} if packing else {}
    return Response(body, 200, headers, mimetype="application/octet-stream")


def _columns(view: MatrixView) -> bytes:
    whole = {
        "rows": [c.r for c in view.cells],
        "cols": [c.c for c in view.cells],
        "weights": [c.weight for c in view.cells],
        "circles": view.circles,
        "parted": view.parted,
        "ca": [f.ca for f in view.figures],
        "ce": [f.ce for f in view.figures],
    }
    return columns.written(
        _header(view),
        {
            **{name: np.array(numbers, dtype=np.int32) for name, numbers in whole.items()},
            "kindOf": np.array([KINDS.index(c.kind) for c in view.cells], dtype=np.uint8),
            "abstract": np.array([f.abstract for f in view.figures], dtype=np.float32),
            "ids": view.ids,
            "labels": view.labels if view.level == "component" else (),
            "lines": [_places(cell) for cell in view.cells],
        },
    )


def _header(view: MatrixView) -> dict[str, Any]:
    """What is said once for the whole matrix, or for few of its cells."""
    return {
        "kind": "dsm",
        "level": view.level,
        "empty": view.empty,
        "kinds": KINDS,
        "blocks": msgspec.to_builtins(view.blocks),
        "rules": {at: cell.rule for at, cell in enumerate(view.cells) if cell.rule},
    }


def _places(cell: Cell) -> str:
    return " ".join(map(str, cell.lines))
