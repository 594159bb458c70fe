"""What a step put down, as bytes: pictures to be shown, everything else to be saved.

Whoever ran the tests wrote them, so none may act on a page: the kind is told from the bytes themselves and never from
what was said of them, only formats that hold no script are shown, and the answer forbids everything else.
"""

from typing import Final

from dash import Dash
from flask import Response

from app.desk import Desk

_BEGINNINGS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
}


def register(dash_app: Dash, desk: Desk) -> None:
    """Serve ``/attachment/<sha256>``."""

    def attachment(sha256: str) -> Response:
        data = desk.attachments.read(sha256)
        if data is None:
            return Response("This attachment is not kept.\n", 404, mimetype="text/plain")
        kind = picture_of(data)
        shown = "inline" if kind else f'attachment; filename="{sha256[:12]}"'
        headers = {**_SAFE, "Content-Disposition": shown}
        return Response(data, 200, headers, content_type=kind or "application/octet-stream")

    dash_app.server.add_url_rule("/attachment/<sha256>", "attachment", attachment)


def picture_of(data: bytes) -> str:
    """The media type of a picture, told from how it begins; empty for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begins, kind in _BEGINNINGS if data.startswith(begins)), "")
