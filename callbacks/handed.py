"""Pictures as they are handed out: whole, or, to a page that has an earlier one, what leads from that to this."""

from typing import Final, NamedTuple

import msgspec

from app.lenses.difference import difference
from app.use_cases.remembered import Remembered
from callbacks.faults import Answer

KEPT: Final = 32
"""How many pictures one process can lead on from."""
MOST: Final = 1_500
"""Where more differs, to find all of it takes longer than to send everything."""


class Has(NamedTuple):
    """What a page says it has: the name of its picture, and the version of the spine's edges; empty for none."""

    picture: str = ""
    ways: str = ""


class _Kept(NamedTuple):
    """A picture, and about how many bytes it takes whole: as many as the one that it was led on from."""

    picture: Answer
    size: int


class Handed:
    """The pictures that were handed out last, by name: equal names, equal pictures."""

    def __init__(self) -> None:
        self._kept = Remembered(KEPT)

    def out(self, picture: Answer, has: Has) -> bytes:
        """The picture as JSON: whole, without the edges that the page has; or ``before``, the name of the page's
        picture, and the ``change`` from it (see :mod:`app.lenses.difference`), where that is shorter."""
        before: _Kept | None = self._kept.kept(has.picture)
        led = _led(before.picture, picture) if before else b""
        if before and led and len(led) < before.size:
            self._kept.keep(has.picture, before)
            self._kept.keep(picture["name"], _Kept(picture, before.size))
            return led
        whole = msgspec.json.encode(_without(picture, has.ways))
        self._kept.keep(picture["name"], _Kept(picture, len(whole)))
        return whole


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
