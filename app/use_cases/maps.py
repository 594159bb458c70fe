"""Lenses too large to be drawn mark by mark: whether one is, its map, and what leads there from an earlier one."""

from typing import Final

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.errors import BadRequest
from app.lenses.maps import HEADS, MAPS, MOST_DRAWN, nodes_of, patch
from app.lenses.views import GraphView
from app.lenses.views.mapping import MapPatch, MapView
from app.ports import GraphStore
from app.use_cases.looking import looking
from app.use_cases.rule_trend import told_with_trend
from app.use_cases.shared import Projection

_NODES: Final = {lens: Projection(f"nodes-{lens}", int) for lens in MAPS}


def is_large(graph: GraphStore, scope: Scope, lens: str, as_of: AsOf) -> bool:
    """Whether the lens shows more nodes than are drawn mark by mark. Raises UnknownIteration."""
    if lens not in MAPS:
        return False

    def counted(state: IterationState, moment: int) -> int:
        return nodes_of(state, lens)

    return looking(graph).view(scope, as_of, None, _NODES[lens], counted) > MOST_DRAWN[lens]


def map_of(graph: GraphStore, scope: Scope, lens: str, as_of: AsOf, now: int | None = None) -> MapView:
    """The map of a lens at a moment. Raises UnknownIteration, and BadRequest for a lens without one."""
    if lens not in MAPS:
        raise BadRequest(f"lens takes one of {', '.join(MAPS)}; found {lens!r}")
    memory = looking(graph)
    made = memory.view(scope, as_of, now, f"map {lens}", MAPS[lens])
    memory.maps.keep((scope, made.version), made)
    return made


def head_of(graph: GraphStore, scope: Scope, lens: str, as_of: AsOf, now: int | None = None) -> GraphView:
    """What stands around the map of a lens. Raises UnknownIteration."""
    memory = looking(graph)

    def drawn(state: IterationState, moment: int) -> GraphView:
        made = HEADS[lens](state, memory.judgement(scope, as_of, now), moment)
        return told_with_trend(graph, scope, as_of, state, made)

    return memory.view(scope, as_of, now, f"head {lens}", drawn)


def way_from(graph: GraphStore, scope: Scope, version: str, new: MapView) -> MapPatch | None:
    """What leads to the map from the one of that version; nothing where that one is not remembered."""
    old = looking(graph).maps.kept((scope, version))
    return patch(old, new) if old is not None and old.lens == new.lens else None
