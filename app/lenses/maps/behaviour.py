"""BDV as a map: folders of features, features, every scenario; and the contracts that scenarios ask for."""

from functools import lru_cache
from typing import NamedTuple

from app.domain import labels
from app.domain.state import IterationState
from app.lenses import scenarios
from app.lenses.maps.making import Pairs, ground, shown
from app.lenses.maps.nest import Path, Place, nested
from app.lenses.tones import CONTRACT, UNKNOWN, Face
from app.lenses.views.mapping import Ground, MapView

WIDER = 4.0
"""The page gives the map its whole width, and keeps half of its height for what lies below."""


class Kept(NamedTuple):
    """A node by uid, name and kind, with the folder and the group that it lies in."""

    uid: str
    name: str
    kind: str
    folder: str
    group: str
    group_id: str


def bdv_map(state: IterationState, moment: int) -> MapView:
    """Behaviour at a moment. Positions depend on features, scenarios and contracts alone."""
    kept, faces = list[Kept](), dict[str, Face]()
    for uid, listed in scenarios.groups(state).items():
        folder, group = _group(uid, state)
        for scenario in listed:
            kept.append(Kept(scenario.id.uid, scenarios.name(scenario), "scenario", folder, group, uid))
            faces[scenario.id.uid] = scenarios.face(scenario)
    for contract in state.of(labels.CONTRACT).values():
        kept.append(Kept(contract.id.uid, contract.id.key.replace(":", " v"), "star", "Contracts", "Contracts", ""))
        faces[contract.id.uid] = CONTRACT.get(contract.get("state", "DRAFT"), UNKNOWN)
    links = [(e.id.source.uid, e.id.target.uid) for e in state.joined(labels.VALIDATES)]
    on = _ground(tuple(kept), tuple(sorted({(a, b) for a, b in links if a in faces and b in faces})))
    return shown("bdv", on, faces, ["star"] * len(on.sources))


def _group(uid: str, state: IterationState) -> tuple[str, str]:
    """The folder and the name of a feature; a suite is its own folder."""
    feature = state.get(uid)
    if feature is None:
        name = uid.partition("/")[2]
        return name, name
    path = str(feature.get("feature_path", ""))
    return path.rpartition("/")[0] or "features", str(feature.get("name") or path or feature.id.key)


@lru_cache(maxsize=8)
def _ground(kept: tuple[Kept, ...], pairs: Pairs) -> Ground:
    places = nested([_path(one) for one in kept], WIDER)
    return ground([(one.uid, one.name, one.kind) for one in kept], places, pairs)


def _path(one: Kept) -> Path:
    if one.kind == "star":
        return (Place("contracts", one.group, row=1),)
    return Place("folder", one.folder), Place("feature", one.group, one.group_id)
