"""A desk for as long as one verb needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.verb import Call
from app.desk import Desk
from app.wiring import open_desk


@contextmanager
def reading(call: Call) -> Iterator[Desk]:
    """Stores to read, and a log to add to."""
    desk = open_desk(call.settings, "reader")
    try:
        yield desk
    finally:
        desk.close()
