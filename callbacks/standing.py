"""Where a place stands: its pulse and its picture, and the earlier ones, for those who come back."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from app.api.streaming import message
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.domain.traces import context
from app.errors import MissionControlError, StoreUnavailable
from app.lenses.difference import difference
from app.use_cases.looking import looking, one_glance
from app.use_cases.maps import map_of, way_from
from app.use_cases.news import News
from callbacks import columns, inputs
from callbacks.faults import Answer
from callbacks.handed import handed
from callbacks.picture import taken
from callbacks.pulse import discreet, missing, pulse

REMEMBERED: Final = 2
"""How many pictures of a place are kept, the present one among them."""

LONGEST_WAY: Final = 200_000
"""In bytes."""

Pictures = Mapping[str, Any]


class Place(NamedTuple):
    """What a page looks at, as addresses say it; without a lens nothing is drawn."""

    tenant: str
    iteration: str
    lens: str
    level: str


class Standing(msgspec.Struct, frozen=True):
    """``version`` is what the picture is known by (without one: the revision); ``pictures`` are the latest, by
    version, this one last; ``way`` leads its map on from the picture before.
    ``away``: the stores do not answer, and all of it is of earlier."""

    pulse: Answer
    version: str
    pictures: Pictures = {}
    way: str = ""
    away: bool = False


def look(desk: Desk, place: Place, news: News, before: Standing | None) -> Standing:
    """Where the place stands now; the very ``before`` when nothing changed."""
    try:
        with one_glance():
            now = _found(desk, place, news, before)
    except StoreUnavailable:
        lost = before or Standing({"revision": 0, "trace": "", "lag": 0, "seeding": None}, "")
        now = msgspec.structs.replace(lost, away=True, pulse={**lost.pulse, "missing": missing(news)})
    return before if before is not None and now == before else now


def told(standing: Standing, have: str, *, outside: bool = False) -> bytes:
    """The message for a page that has this version, one of the house or ``outside``. A page whose version nobody
    remembers asks for the whole."""
    beat = discreet(standing.pulse) if outside else standing.pulse
    says: dict[str, object] = {**beat, "version": standing.version, "away": standing.away}
    if have != standing.version and have in standing.pictures and standing.version in standing.pictures:
        change = difference(standing.pictures[have], standing.pictures[standing.version])
        led = standing.way if list(standing.pictures)[-2:-1] == [have] else ""
        says |= {"before": have, "change": change, "map": led}
    return message("news", says, standing.version)


def _found(desk: Desk, place: Place, news: News, before: Standing | None) -> Standing:
    beat = pulse(desk, place._asdict(), news)
    if before is not None and before.pulse["revision"] == beat["revision"]:
        return _shown(desk, place, beat, before)
    with desk.tracing.span("push /stream", "internal", context(str(beat["trace"])), {"http.route": "/stream"}):
        return _shown(desk, place, beat, before)


def _shown(desk: Desk, place: Place, beat: Answer, before: Standing | None) -> Standing:
    version = _version(desk, place) if place.lens else ""
    if not version:
        return Standing(beat, str(beat["revision"]))
    if before is not None and before.version == version:
        return Standing(beat, version, before.pictures, before.way)
    picture = _picture(desk, place)
    kept = list(before.pictures.items())[1 - REMEMBERED :] if before is not None else []
    if not picture:
        return Standing(beat, version)
    handed(desk).pushed(picture)
    way = _way(desk, place, kept[-1][1], picture) if kept else ""
    return Standing(beat, version, {**dict(kept), version: picture}, way)


def _way(desk: Desk, place: Place, old: Any, new: Any) -> str:
    """What leads from the one picture's map to the other's, packed as text; empty where there is no map, or where the
    way is so long that who needs it had better ask."""
    if not old.get("map") or not new.get("map") or old["map"] == new["map"]:
        return ""
    scope, lens = Scope(place.tenant, place.iteration), inputs.lens(place._asdict())
    now = map_of(desk.graph, scope, lens, NOW, desk.clock())
    way = way_from(desk.graph, scope, old["map"], now) if now.version == new["map"] else None
    packed = columns.change(way) if way else b""
    return b64encode(packed).decode() if len(packed) <= LONGEST_WAY else ""


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
        return taken(desk, place._asdict(), "/stream")
    except StoreUnavailable:
        raise
    except MissionControlError:
        return None
