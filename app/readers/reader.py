"""What a reader is, and what the beginning of a file shows to those that are asked whether it is theirs."""

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from app.domain.events import Event
from app.readers.json_text import Outline
from app.readers.origin import Origin
from app.readers.source import Source

Read = Callable[[Source, Origin], Iterator[Event]]
"""A pure function from the bytes of a file to events. Raises BadFile, and nothing else, for any bytes."""


class Look(NamedTuple):
    """The first bytes of a file: as text, and taken apart as far as that goes.

    ``json`` is the outline of JSON (without keys for anything else), ``root`` the name of an XML root element;
    ``name`` is the file's, for text that shows nothing of its format.
    """

    kind: Literal["json", "xml", "text"]
    text: str
    json: Outline = Outline("", {})
    root: str = ""
    name: str = ""


Fits = Callable[[Look], bool]

Remark = Callable[[Source], str]
"""What to say of a file of the format that was read and has no events."""


class Reader(NamedTuple):
    """A format that is read: ``fits`` says whether a file is of it; ``passes`` is how often ``read`` goes through."""

    name: str
    read: Read
    fits: Fits
    passes: int = 2
    remark: Remark = lambda _source: ""


def json_that(fits: Callable[[Outline], bool]) -> Fits:
    """Fits JSON whose outline satisfies this."""
    return lambda look: look.kind == "json" and fits(look.json)


def has_keys(*names: str) -> Fits:
    """Fits JSON whose first object has all of these keys."""
    wanted: Final = set(names)
    return json_that(lambda found: wanted <= found.keys.keys())
