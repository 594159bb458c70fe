"""Pictures as they are handed out: whole, or, to a page that has an earlier one, what leads from that to this."""

from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from app.desk import Desk
from app.lenses.difference import difference
from app.use_cases.remembered import Remembered
from callbacks.faults import Answer

KEPT: Final = 32
"""How many pictures one process can lead on from."""
MOST: Final = 1_500
"""Where more differs, to find all of it takes longer than to send everything."""
SHORT: Final = 16_000
"""A way that is no longer (bytes) is sent without working out how long the whole would be."""


class Has(NamedTuple):
    """What a page says it has: the name of its picture, and the version of the spine's edges; empty for none."""

    picture: str = ""
    ways: str = ""


class _Kept(NamedTuple):
    """A picture, and about how many bytes it takes whole: as many as the one that it was led on from; 0 for one that
    was never sent whole by a request."""

    picture: Answer
    size: int = 0


class Handed:
    """The pictures that were handed out last, by name: equal names, equal pictures."""

    def __init__(self) -> None:
        self._kept = Remembered(KEPT)

    def out(self, picture: Answer, has: Has) -> bytes:
        """The picture as JSON: whole, without the edges that the page has; or ``before``, the name of the page's
        picture, and the ``change`` from it (see :mod:`app.lenses.difference`), where that is shorter."""
        before: _Kept | None = self._kept.kept(has.picture)
        led = _led(before.picture, picture) if before else b""
        size = _size(before, led) if before and led else 0
        if before and led and (not size or len(led) < size):
            self._kept.keep(has.picture, before)
            self._kept.keep(picture["name"], _Kept(picture, size))
            return led
        whole = msgspec.json.encode(_without(picture, has.ways))
        self._kept.keep(picture["name"], _Kept(picture, len(whole)))
        return whole

    def pushed(self, picture: Answer) -> None:
        """The page was led to this picture as it changed."""
        if self._kept.kept(picture["name"]) is None:
            self._kept.keep(picture["name"], _Kept(picture))


_ALL: Final[WeakKeyDictionary[Any, Handed]] = WeakKeyDictionary()
_LOCK: Final = Lock()


def handed(desk: Desk) -> Handed:
    """What this process handed out of the graph of a desk."""
    with _LOCK:
        return _ALL.setdefault(desk.graph, Handed())


def _size(before: _Kept, led: bytes) -> int:
    """How long the whole is, as far as anybody needs to know: 0 where it is not known and the way is short anyway."""
    return before.size or (0 if len(led) <= SHORT else len(msgspec.json.encode(before.picture)))


def _led(before: Answer, picture: Answer) -> bytes:
    """What leads from one picture to the other; nothing where that is nearly everything."""
    change = difference(before, picture, MOST)
    if change is not None and change[0] == "=":
        return b""
    return msgspec.json.encode({"before": before["name"], "change": change})


def _without(picture: Answer, ways: str) -> Answer:
    """The version of the edges stands for them where the page has them."""
    version = picture["ways"].version
    return {**picture, "ways": {"version": version}} if ways and ways == version else picture
