"""ACC as a map: components in the order of their layers, packages in them, every module, every import."""

from functools import lru_cache

from app.domain import labels
from app.domain.state import IterationState
from app.lenses.maps.making import Pairs, ground, shown
from app.lenses.maps.nest import Path, Place, nested
from app.lenses.structure import structure_of
from app.lenses.views.mapping import Ground, MapView

WIDER = 1.1
"""The page has the matrix beside the map."""

Housed = tuple[tuple[str, str, int], ...]
"""Modules by name, each with its component and that component's layer."""


def acc_map(state: IterationState, moment: int) -> MapView:
    """The structure at a moment. Positions depend on names and components alone."""
    s = structure_of(state, moment)
    housed = tuple((name, home, s.layer(home)) for name, home in s.home.items())
    on = _ground(housed, tuple((d.source, d.target) for d in s.dependencies))
    faces = {f"{labels.MODULE}/{name}": face for name, face in s.faces.items()}
    return shown("acc", on, faces, (d.shape for d in s.dependencies))


@lru_cache(maxsize=8)
def _ground(housed: Housed, pairs: Pairs) -> Ground:
    named = [(f"{labels.MODULE}/{name}", name.rpartition(".")[2], "module") for name, _, _ in housed]
    order = sorted(range(len(housed)), key=lambda at: (housed[at][2], housed[at][1], at))
    places = nested([_path(*housed[at]) for at in order], WIDER)
    ends = [(f"{labels.MODULE}/{a}", f"{labels.MODULE}/{b}") for a, b in pairs]
    return ground([named[at] for at in order], places, ends)


def _path(name: str, home: str, layer: int) -> Path:
    """Component, then package; where there is no component, the first two parts of the name stand for it."""
    parts = name.split(".")
    package = ".".join(parts[:-1]) or name
    if home:
        outer = Place("component", home, f"{labels.COMPONENT}/{home}", layer)
    else:
        outer = Place("package", ".".join(parts[: 2 if len(parts) > 2 else 1]), "", layer)
    return outer, Place("package", package)
