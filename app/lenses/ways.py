"""The edges of the spine as the browser walks them: so that a click lights up a whole spine without a question."""

import hashlib
from typing import Final

from app.domain import labels
from app.domain.state import IterationState
from app.lenses.hops import DOWN, KINDS, MOST_HOPS, MOST_NODES, STANDS_FOR, UP
from app.lenses.views import WaysView

MOST_EDGES: Final = 20_000
"""More are not sent; the spine of what is selected is then asked for."""


def ways(state: IterationState) -> WaysView:
    """Every edge of the spine, and the rules of the walk. The same edges give the same version."""
    places: dict[str, int] = {}
    edges: dict[str, tuple[int, ...]] = {}
    for kind in KINDS:
        ends = [uid for edge in state.joined(kind) for uid in (edge.id.source.uid, edge.id.target.uid)]
        edges[kind] = tuple(places.setdefault(uid, len(places)) for uid in ends)
    if sum(map(len, edges.values())) > 2 * MOST_EDGES:
        return _rules("", (), {})
    uids = tuple(places)
    return _rules(hashlib.blake2b(repr((uids, edges)).encode(), digest_size=8).hexdigest(), uids, edges)


def _rules(version: str, uids: tuple[str, ...], edges: dict[str, tuple[int, ...]]) -> WaysView:
    return WaysView(
        version=version,
        hops=MOST_HOPS,
        most=MOST_NODES,
        up=UP,
        down=DOWN,
        beside=STANDS_FOR,
        root=labels.REQUIREMENT,
        uids=uids,
        edges=edges,
    )
