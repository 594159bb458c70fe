"""What lies between two views of one scope: columns are compared, and only cells that differ are looked at."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.catalogue import FIRST_NAME, REMOVED
from app.adapters.sqlite_graph.view import View
from app.domain import fold
from app.domain.graph import Changed, Diff, Edge, EdgeId, Node, NodeId, Snapshot, Value

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Sides = tuple[dict[str, Value], dict[str, Value]]


def difference(before: View, after: View) -> Diff:
    """The same answer as ``fold.diff`` of both snapshots; the views must have one layout."""
    old, new = before.present, after.present
    odd = sorted(before.odd.keys() | after.odd.keys())
    plain = old & new
    plain[odd] = False
    changed = [
        Changed(before.layout.entities[number], *sides)
        for number, sides in _sides(before, after, _differing(before, after, plain)).items()
    ]
    if odd:
        changed += _odd_changes(before, after, [number for number in odd if old[number] and new[number]])
        changed.sort(key=lambda change: fold.entity_order(change.entity))
    return Diff(_in_order(before, new & ~old), _in_order(before, old & ~new), tuple(changed))


def _in_order(view: View, which: Flags) -> tuple[NodeId | EdgeId, ...]:
    numbers = np.flatnonzero(which)
    ordered = numbers[np.argsort(view.layout.rank[numbers])].tolist()
    return tuple(map(view.layout.entities.__getitem__, ordered))


def _differing(before: View, after: View, which: Flags) -> Numbers:
    """The cells of these entities that may differ, in order of entity and name."""
    layout, old, new = before.layout, before.frame, after.frame
    differs = (old.kind != new.kind) | (old.payload != new.payload)
    differs |= (old.when != new.when) & layout.mortal  # stated again after a removal: hidden, then seen
    cells = np.flatnonzero(differs)
    removals = layout.owner[cells[layout.register[cells] == REMOVED]].tolist()
    of_removed = [layout.properties[layout.starts[n] : layout.starts[n + 1]] for n in removals]
    cells = np.unique(np.concatenate([cells[layout.register[cells] >= FIRST_NAME], *of_removed]))
    cells = cells[which[layout.owner[cells]]]
    ordered: Numbers = cells[np.lexsort((layout.name_rank[layout.register[cells]], layout.rank[layout.owner[cells]]))]
    return ordered


def _sides(before: View, after: View, cells: Numbers) -> dict[int, Sides]:
    """Per entity what it said before and after. Two codes may mean one word, and null is as good as nothing."""
    layout, old, new = before.layout, before.shown(cells), after.shown(cells)
    rows = zip(
        layout.owner[cells].tolist(),
        map(layout.names.__getitem__, layout.register[cells].tolist()),
        zip(old.tolist(), before.values(cells, old), strict=True),
        zip(new.tolist(), after.values(cells, new), strict=True),
        strict=True,
    )
    sides: dict[int, Sides] = {}
    for number, name, (had, was), (has, becomes) in rows:
        if not fold.same(was, becomes):
            mine = sides.get(number) or sides.setdefault(number, ({}, {}))
            if had:
                mine[0][name] = was
            if has:
                mine[1][name] = becomes
    return sides


def _odd_changes(before: View, after: View, numbers: list[int]) -> Iterable[Changed]:
    """The changes of entities that were worked out apart."""
    return fold.diff(_part(before, numbers), _part(after, numbers)).changed


def _part(view: View, numbers: list[int]) -> Snapshot:
    made = [view.entity(number) for number in numbers]
    nodes = {one.id: one for one in made if isinstance(one, Node)}
    return Snapshot(nodes, {one.id: one for one in made if isinstance(one, Edge)})
