"""The files that every page needs are read whole, packed once, and remembered packed.

Packing a megabyte of script for every first visit would cost as much as all its pictures together.
"""

import gzip
import zlib
from typing import Final, Protocol, runtime_checkable

from flask import Flask, Response, request

PLACES: Final = ("/assets/", "/_dash-component-suites/")
SMALLEST: Final = 800
_PACKED_KINDS: Final = ("javascript", "css", "json", "svg", "map")


@runtime_checkable
class Closing(Protocol):
    """What holds a file open."""

    def close(self) -> None:
        """Let go of it."""


Kept = dict[tuple[str, int], bytes]


def register_packed(server: Flask) -> None:
    """Pack what lies in the places of files, for browsers that can unpack it."""
    kept: Kept = {}

    def pack(response: Response) -> Response:
        if response.status_code == 200 and request.path.startswith(PLACES):
            response.set_data(_packed(_read(response), response, kept))
        return response

    server.after_request(pack)


def _read(response: Response) -> bytes:
    """All of the file, which is then let go of at once."""
    response.direct_passthrough = False
    source = response.response
    body = response.get_data()
    if isinstance(source, Closing):
        source.close()
    return body


def _packed(body: bytes, response: Response, kept: Kept) -> bytes:
    packable = len(body) >= SMALLEST and any(kind in (response.mimetype or "") for kind in _PACKED_KINDS)
    if not packable or not request.accept_encodings.quality("gzip"):
        return body
    key = (request.path, zlib.crc32(body))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    if key not in kept:
        kept[key] = gzip.compress(body, 9)
    return kept[key]
