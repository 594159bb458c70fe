"""What lies between two views of one scope: columns are compared, and only cells that differ are looked at."""

import operator
from collections.abc import Iterable, Iterator
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from app.columnar.catalogue import FIRST_NAME, REMOVED
from app.columnar.values import ABSENT
from app.columnar.view import View, dicts
from app.domain import fold
from app.domain.difference import Changed, Diff
from app.domain.graph import Edge, EdgeId, Node, NodeId, Snapshot, Value

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


def difference(before: View, after: View, cells: Numbers) -> Diff:
    """The same answer as ``fold.diff`` of both snapshots; the views must have one layout, and no other ``cells``
    may differ."""
    old, new = before.present, after.present
    odd = sorted(before.odd.keys() | after.odd.keys())
    plain = old & new
    plain[odd] = False
    changed = _changes(before, after, _differing(before, after, plain, cells))
    if odd:
        changed += _odd_changes(before, after, [number for number in odd if old[number] and new[number]])
        changed.sort(key=lambda change: fold.entity_order(change.entity))
    return Diff(_in_order(before, new & ~old), _in_order(before, old & ~new), tuple(changed))


def _in_order(view: View, which: Flags) -> tuple[NodeId | EdgeId, ...]:
    numbers = np.flatnonzero(which)
    ordered = numbers[np.argsort(view.layout.rank[numbers])].tolist()
    return tuple(map(view.layout.entities.__getitem__, ordered))


def _differing(before: View, after: View, which: Flags, cells: Numbers) -> Numbers:
    """Which of the cells may differ and belong to these entities, in order of entity and name."""
    layout, old, new = before.layout, before.frame, after.frame
    differs = (old.kind[cells] != new.kind[cells]) | (old.payload[cells] != new.payload[cells])
    # Stated again after a removal: hidden, then seen.
    differs |= (old.when[cells] != new.when[cells]) & layout.mortal[cells]
    cells = cells[differs]
    wanted = np.zeros(layout.size, np.bool_)
    wanted[cells] = layout.register[cells] >= FIRST_NAME
    for number in layout.owner[cells[layout.register[cells] == REMOVED]].tolist():
        wanted[layout.properties[layout.starts[number] : layout.starts[number + 1]]] = True
    cells = np.flatnonzero(wanted)
    cells = cells[which[layout.owner[cells]]]
    return cells[np.argsort(layout.cell_rank[cells])]


def _changes(before: View, after: View, cells: Numbers) -> list[Changed]:
    """Per entity what it said before and after; no step of Python per entity, as there may be many."""
    old, new = before.shown(cells), after.shown(cells)
    was, becomes = before.values(cells, old), after.values(cells, new)
    # Two codes may mean one word, and null is as good as nothing.
    apart = np.fromiter(map(operator.not_, map(fold.same, was, becomes)), np.bool_, len(cells))
    if not apart.any():
        return []
    owners = before.layout.owner[cells]
    firsts = np.flatnonzero(np.diff(owners[apart], prepend=-1))
    entities = map(before.layout.entities.__getitem__, owners[apart][firsts].tolist())
    names = before.layout.spelled[before.layout.register[cells]]
    sides = (
        _side(names, said, (kinds != ABSENT) & apart, apart, firsts) for kinds, said in ((old, was), (new, becomes))
    )
    return list(map(Changed, entities, *sides))


def _side(
    names: NDArray[np.object_], said: list[Value], here: Flags, apart: Flags, firsts: Numbers
) -> Iterator[dict[str, Value]]:
    """One side of each entity: what is ``here`` of what is ``apart``, of which each entity's part starts at
    ``firsts``."""
    lengths = np.add.reduceat(here[apart], firsts, dtype=np.int64).tolist()
    return dicts(names[here].tolist(), compress(said, here.tolist()), lengths)


def _odd_changes(before: View, after: View, numbers: list[int]) -> Iterable[Changed]:
    """The changes of entities that were worked out apart."""
    return fold.diff(_part(before, numbers), _part(after, numbers)).changed


def _part(view: View, numbers: list[int]) -> Snapshot:
    made = [view.entity(number) for number in numbers]
    nodes = {one.id: one for one in made if isinstance(one, Node)}
    return Snapshot(nodes, {one.id: one for one in made if isinstance(one, Edge)})
