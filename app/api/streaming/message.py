"""Server-Sent Events as they travel: https://html.spec.whatwg.org/multipage/server-sent-events.html"""

from typing import Final

import msgspec

BEAT: Final = b"event: beat\ndata: {}\n\n"
"""Says only that the stream is alive: browsers do not show comments to the page."""

HEAD: Final = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream\r\n"
    b"Cache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\n"  # a proxy in between must not collect
    b"Connection: close\r\n\r\n"
    b"retry: 1000\n\n"
)
"""What comes before the first event: its end is the end of the connection."""


def message(event: str, data: object, sequence: str = "") -> bytes:
    """One event; a browser that loses the stream comes back with the last sequence it has seen."""
    numbered = f"id: {sequence}\n" if sequence else ""
    return f"event: {event}\n{numbered}data: ".encode() + msgspec.json.encode(data) + b"\n\n"
