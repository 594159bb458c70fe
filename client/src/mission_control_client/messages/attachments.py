"""What steps and hooks attach: the same three functions in behave and in pytest-bdd.

Where no emitter runs, they do nothing, so that step definitions may call them always.
"""

from __future__ import annotations

import base64
from typing import Any, Callable

Json = dict[str, Any]
LOG = "text/x.cucumber.log+plain"
LINKS = "text/uri-list"

_receivers: list[Callable[[Json], None]] = []


def attach(data: bytes | str, media_type: str = "text/plain", file_name: str | None = None) -> None:
    """Attach text (as it is) or bytes (in base 64) to the step or hook that runs now."""
    for receive in _receivers:
        receive(attachment(data, media_type, file_name))


def log(text: str) -> None:
    """Attach a line of a log to the step or hook that runs now."""
    attach(text, LOG)


def link(address: str) -> None:
    """Attach a link to the step or hook that runs now."""
    attach(address, LINKS)


def attachment(data: bytes | str, media_type: str, file_name: str | None = None) -> Json:
    """The attachment as the schema has it, without its place and time; what is neither text nor bytes is told as it
    prints, for nobody's test shall fail of an attachment."""
    if isinstance(data, (bytes, bytearray, memoryview)):
        found: Json = {"body": base64.b64encode(data).decode("ascii"), "contentEncoding": "BASE64"}
    else:
        found = {"body": str(data), "contentEncoding": "IDENTITY"}
    found["mediaType"] = str(media_type)
    if file_name:
        found["fileName"] = file_name
    return found


def receive_with(receiver: Callable[[Json], None]) -> None:
    """From now on the receiver is told of attachments."""
    _receivers.append(receiver)


def stop_receiving(receiver: Callable[[Json], None]) -> None:
    """The receiver is told no more."""
    if receiver in _receivers:
        _receivers.remove(receiver)
