"""What lies between two views of one scope: columns are compared, and only what differs is looked at."""

import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.view import View
from app.domain import fold
from app.domain.graph import Diff, Edge, EdgeId, Node, NodeId, Snapshot


def difference(before: View, after: View) -> Diff:
    """The same answer as ``fold.diff`` of both snapshots; the views must have one layout."""
    suspects = _suspects(before, after)
    return fold.diff(_part(before, suspects), _part(after, suspects))


def _suspects(before: View, after: View) -> list[int]:
    """Entities that came, went, or have columns that differ (two codes may still stand for one word)."""
    layout, old, new = before.layout, before.frame, after.frame
    differs = (old.kind != new.kind) | (old.payload != new.payload)
    differs[_either(before, after)] = True
    suspects = before.present ^ after.present
    suspects[layout.owner[np.flatnonzero(differs)]] = True
    suspects[[*before.odd, *after.odd]] = True
    return np.flatnonzero(suspects).tolist()


def _either(before: View, after: View) -> NDArray[np.int64]:
    """Cells that a removal hides at one of the moments only."""
    return np.setxor1d(before.hidden, after.hidden, assume_unique=True)


def _part(view: View, numbers: list[int]) -> Snapshot:
    nodes: dict[NodeId, Node] = {}
    edges: dict[EdgeId, Edge] = {}
    for number in numbers:
        if view.present[number]:
            made = view.entity(number)
            if isinstance(made, Node):
                nodes[made.id] = made
            else:
                edges[made.id] = made
    return Snapshot(nodes, edges)
