"""Where a place stands: its pulse and its picture, and the earlier ones, for those who come back."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from app.api.streaming import message
from app.desk import Desk
from app.domain.graph import Scope
from app.errors import MissionControlError, StoreUnavailable
from app.lenses.difference import difference
from app.use_cases.looking import looking, one_glance
from app.use_cases.news import News
from callbacks.faults import Answer
from callbacks.picture import taken
from callbacks.pulse import pulse

REMEMBERED: Final = 2
"""How many pictures of a place are kept, the present one among them."""

Pictures = Mapping[str, Any]


class Place(NamedTuple):
    """What a page looks at, as addresses say it; without a lens nothing is drawn."""

    tenant: str
    iteration: str
    lens: str
    level: str


class Standing(msgspec.Struct, frozen=True):
    """``version`` is what the picture is known by (without one: the revision); ``pictures`` are the latest, by
    version, this one last. ``away``: the stores do not answer, and all of it is of earlier."""

    pulse: Answer
    version: str
    pictures: Pictures = {}
    away: bool = False


def look(desk: Desk, place: Place, news: News, before: Standing | None) -> Standing:
    """Where the place stands now; the very ``before`` when nothing changed."""
    try:
        with one_glance():
            now = _found(desk, place, news, before)
    except StoreUnavailable:
        lost = before or Standing({"revision": 0, "trace": "", "lag": 0, "seeding": None}, "")
        now = msgspec.structs.replace(lost, away=True)
    return before if before is not None and now == before else now


def told(standing: Standing, have: str) -> bytes:
    """The message for a page that has this version. A page whose version nobody remembers asks for the whole."""
    says: dict[str, object] = {**standing.pulse, "version": standing.version, "away": standing.away}
    if have != standing.version and have in standing.pictures and standing.version in standing.pictures:
        change = difference(standing.pictures[have], standing.pictures[standing.version])
        says |= {"before": have, "change": change}
    return message("news", says, standing.version)


def _found(desk: Desk, place: Place, news: News, before: Standing | None) -> Standing:
    beat = pulse(desk, place._asdict(), news)
    version = _version(desk, place) if place.lens else ""
    if not version:
        return Standing(beat, str(beat["revision"]))
    if before is not None and before.version == version:
        return Standing(beat, version, before.pictures)
    picture = _picture(desk, place)
    kept = list(before.pictures.items())[1 - REMEMBERED :] if before is not None else []
    return Standing(beat, version, {**dict(kept), version: picture} if picture else {})


def _version(desk: Desk, place: Place) -> str:
    """Empty where there is nothing to draw (yet)."""
    try:
        return looking(desk.graph).version(Scope(place.tenant, place.iteration), desk.clock())
    except StoreUnavailable:
        raise
    except MissionControlError:
        return ""


def _picture(desk: Desk, place: Place) -> Any:
    """As the page would get it; nothing where it would get a fault."""
    try:
        return msgspec.json.decode(msgspec.json.encode(taken(desk, place._asdict(), "/stream")))
    except StoreUnavailable:
        raise
    except MissionControlError:
        return None
