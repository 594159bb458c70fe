"""What lies between two views of one scope: columns are compared, and only cells that differ are looked at."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.values import ABSENT
from app.adapters.sqlite_graph.view import View
from app.domain import fold
from app.domain.graph import Changed, Diff, Edge, EdgeId, Node, NodeId, Snapshot

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


def difference(before: View, after: View) -> Diff:
    """The same answer as ``fold.diff`` of both snapshots; the views must have one layout."""
    layout, old, new = before.layout, before.present, after.present
    odd = before.odd.keys() | after.odd.keys()
    plain = np.ones(layout.count, np.bool_)
    plain[list(odd)] = False
    changed = {layout.index[change.entity]: change for change in _changed(before, after, old & new & plain)}
    changed.update(_changed_oddly(before, after, odd))
    return Diff(
        tuple(_ordered(before, np.flatnonzero(new & ~old))),
        tuple(_ordered(before, np.flatnonzero(old & ~new))),
        tuple(changed[n] for n in _in_rank(before, np.fromiter(changed, np.int64, len(changed)))),
    )


def _in_rank(view: View, numbers: Numbers) -> list[int]:
    ordered: list[int] = numbers[np.argsort(view.layout.rank[numbers])].tolist()
    return ordered


def _ordered(view: View, numbers: Numbers) -> Iterable[NodeId | EdgeId]:
    return (view.layout.entities[n] for n in _in_rank(view, numbers))


def _changed(before: View, after: View, which: Flags) -> Iterator[Changed]:
    """The changes of these entities, which are there at both moments."""
    layout = before.layout
    cells = layout.properties
    old, new = before.shown(cells), after.shown(cells)
    payloads = before.frame.payload[cells] != after.frame.payload[cells]
    differs = np.flatnonzero(((old != new) | (payloads & (old != ABSENT))) & which[layout.owner[cells]])
    cells = cells[differs]
    rows = zip(
        layout.owner[cells].tolist(),
        map(layout.names.__getitem__, layout.register[cells].tolist()),
        before.said(cells, old[differs]),
        after.said(cells, new[differs]),
        strict=True,
    )
    for number, mine in groupby(rows, key=lambda row: row[0]):
        change = _change(
            layout.entities[number], [row for row in mine if not fold.same(_value(row[2]), _value(row[3]))]
        )
        if change.before or change.after:
            yield change


def _value(said: tuple[Any, ...]) -> Any:
    return said[0] if said else None


def _change(entity: NodeId | EdgeId, rows: list[Any]) -> Changed:
    """Two codes may stand for one word, and null is as good as nothing: such rows are gone already."""
    return Changed(
        entity,
        {name: said[0] for _, name, said, _ in rows if said},
        {name: said[0] for _, name, _, said in rows if said},
    )


def _changed_oddly(before: View, after: View, numbers: Iterable[int]) -> dict[int, Changed]:
    """The changes of entities that were worked out apart."""
    both = [n for n in numbers if before.present[n] and after.present[n]]
    found = fold.diff(_part(before, both), _part(after, both)).changed
    return {before.layout.index[change.entity]: change for change in found}


def _part(view: View, numbers: list[int]) -> Snapshot:
    made = [view.entity(number) for number in numbers]
    nodes = {one.id: one for one in made if isinstance(one, Node)}
    return Snapshot(nodes, {one.id: one for one in made if isinstance(one, Edge)})
