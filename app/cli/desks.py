"""A desk for as long as one verb needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.verb import Call
from app.desk import Desk
from app.wiring import open_desk, open_tracing


@contextmanager
def reading(call: Call) -> Iterator[Desk]:
    """Stores to read, and a log to add to."""
    desk = open_desk(call.settings, "reader", tracing=open_tracing(call.settings, "cli"))
    try:
        yield desk
    finally:
        desk.close()
