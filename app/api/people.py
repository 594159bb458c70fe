"""What people send by way of a page: JSON alone, and from no other site.

A page of another site can make a browser send a form, but neither JSON without asking first, nor under our origin.
"""

from typing import Final
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from app.api.events import JSON

MAX_BYTES: Final = 64 * 1024
OWN: Final = ("same-origin", "none")


def body_of_person(names: str) -> bytes:
    """The body; ``names`` says what it should name. Raises Forbidden for another site's page, 415 for no JSON."""
    request.max_content_length = MAX_BYTES
    site, origin = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Origin")
    if site not in OWN or (origin is not None and urlsplit(origin).netloc != request.host):
        raise Forbidden("decisions are taken from this product's own pages and from programs, not from other sites")
    if request.mimetype != JSON:
        raise UnsupportedMediaType(f"send {JSON}: {names}")
    return request.get_data()
