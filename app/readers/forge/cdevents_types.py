"""CDEvents, typed as far as they are read. The content of a subject is looked into by name."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from app.errors import BadFile
from app.readers.json_text import decode
from app.readers.origin import clipped
from app.readers.source import Source, document
from app.readers.times import zoned

PREFIX: Final = "dev.cdevents."
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]


class Context(msgspec.Struct, frozen=True):
    id: Name
    type: Name
    timestamp: str
    source: str = ""


class Subject(msgspec.Struct, frozen=True):
    id: Name
    content: dict[str, Any] | None = None


class CDEvent(msgspec.Struct, frozen=True):
    context: Context
    subject: Subject


_ONE: Final = msgspec.json.Decoder(CDEvent)
_MANY: Final = msgspec.json.Decoder(list[CDEvent])


class Told(NamedTuple):
    """An event: about which subject (``taskrun``), what happened to it (``finished``), and when (ms)."""

    subject: str
    predicate: str
    id: str
    at: int
    event_id: str
    source: str
    content: dict[str, Any]

    def text(self, name: str) -> str:
        """A text of the content; empty where it says none."""
        found = self.content.get(name)
        return clipped(found) if isinstance(found, str) else ""

    def reference(self, name: str, part: str = "id") -> str:
        """The id (or another text) of something that the content refers to."""
        found = self.content.get(name)
        inside = found.get(part) if isinstance(found, dict) else None
        return clipped(inside) if isinstance(inside, str) else ""

    @property
    def good(self) -> bool:
        """Whether it came to a good end; older versions, and builds, name no outcome when it did."""
        return (self.text("outcome") or "success") in ("success", "pass")

    @property
    def error(self) -> str:
        """What the event says went wrong."""
        return self.text("errors") or self.text("reason") or self.text("outcome")


def events_in(source: Source) -> Iterator[Told]:
    """The events of the file: one, or a list. Raises BadFile with path."""
    text = document(source)
    if text.lstrip()[:1] == b"[":
        many: list[CDEvent] = decode(text, _MANY)
        for index, event in enumerate(many):
            yield _told(event, f"$[{index}]")
    else:
        yield _told(decode(text, _ONE), "$")


def _told(event: CDEvent, place: str) -> Told:
    about, kind = event.context, event.context.type.removeprefix(PREFIX).split(".")
    if not about.type.startswith(PREFIX) or len(kind) < 2:
        raise BadFile(
            f"{about.type[:60]!r} is no type of CDEvents ({PREFIX}subject.predicate…)", f"{place}.context.type"
        )
    at = zoned(about.timestamp, f"{place}.context.timestamp")
    content = event.subject.content or {}
    return Told(kind[0].lower(), kind[1].lower(), event.subject.id, at, about.id, about.source, content)
