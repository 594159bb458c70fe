"""Lenses too large to be drawn mark by mark, as maps: regions within regions, all nodes, all lines.

A page takes the map where its lens has more nodes than :data:`MOST_DRAWN` says.
"""

from collections.abc import Callable
from typing import Final

from app.domain import labels
from app.domain.state import IterationState
from app.lenses.acc_items import MOST_MODULES
from app.lenses.maps.behaviour import bdv_map
from app.lenses.maps.execution import dde_map
from app.lenses.maps.heads import HEADS
from app.lenses.maps.patches import patch
from app.lenses.maps.structure import acc_map
from app.lenses.views.mapping import MapView

__all__ = ["HEADS", "MAPS", "MOST_DRAWN", "nodes_of", "patch"]

MOST_DRAWN: Final = {"dde": 1_000, "bdv": 1_000, "acc": MOST_MODULES}
"""Up to so many nodes a lens is drawn mark by mark; the drawing of ACC would begin to leave modules out."""

MAPS: Final[dict[str, Callable[[IterationState, int], MapView]]] = {"dde": dde_map, "bdv": bdv_map, "acc": acc_map}
"""The lenses that have a map: from the state and the moment (ms) that it is about."""

_NODES: Final = {"dde": labels.TASK, "bdv": labels.SCENARIO, "acc": labels.MODULE}


def nodes_of(state: IterationState, lens: str) -> int:
    """How many nodes the lens would draw; none for a lens that has no map."""
    return len(state.of(_NODES[lens])) if lens in _NODES else 0
