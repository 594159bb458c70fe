"""Which entities are too odd for columns.

In columns the latest valid time wins, and of two statements about one valid time the later arrival.
That is what ``fold`` says too, but for three things: a void takes back what came before it; a removal
decides by its acceptance which statements of its own moment it takes with it; and an entry that was
accepted before one that arrived earlier may not overrule it. Entities to which such a thing happened
are marked, and worked out from their own entries by ``fold`` itself.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.columnar.catalogue import Whole
from app.columnar.columns import Columns
from app.columnar.frames import NEVER
from app.domain.graph import Op

StatedAt = Callable[[int, int], bool]
"""Whether anything kept so far speaks of this entity (number) at this valid time."""
Flags = NDArray[np.bool_]


class Ties:
    """What a writer remembers per entity to see odd things coming: its latest valid time, and any removal."""

    def __init__(self, latest: Whole, removed: Flags, odd: set[int]) -> None:
        self._latest = latest
        self._removed = removed
        self.odd = odd

    def odd_now(self, columns: Columns, out_of_turn: Flags, count: int, stated_at: StatedAt) -> set[int]:
        """The entities that become odd with these facts. ``out_of_turn``: per fact, accepted before an
        earlier arrival; ``count``: how many entities there are by now."""
        self._grow(count)
        troublesome = (columns.op == Op.REMOVE) | out_of_turn
        found = set(columns.entity[columns.op == Op.VOID].tolist())
        found |= _tied_among_themselves(columns, troublesome)
        found |= self._tied_with_earlier(columns, troublesome, stated_at)
        np.maximum.at(self._latest, columns.entity, columns.valid)
        self._removed[columns.entity[columns.op == Op.REMOVE]] = True
        fresh = found - self.odd
        self.odd |= fresh
        return fresh

    def _tied_with_earlier(self, columns: Columns, troublesome: Flags, stated_at: StatedAt) -> set[int]:
        overruling = (columns.op == Op.DECLARE) & self._removed[columns.entity]
        rows = np.flatnonzero((columns.valid <= self._latest[columns.entity]) & (troublesome | overruling))
        pairs = zip(columns.entity[rows].tolist(), columns.valid[rows].tolist(), strict=True)
        return {entity for entity, valid in pairs if entity not in self.odd and stated_at(entity, valid)}

    def _grow(self, count: int) -> None:
        more = count - len(self._latest)
        if more > 0:
            room = max(more, len(self._latest) // 2)
            self._latest = np.concatenate((self._latest, np.full(room, NEVER)))
            self._removed = np.concatenate((self._removed, np.zeros(room, np.bool_)))


def _tied_among_themselves(columns: Columns, troublesome: Flags) -> set[int]:
    """Entities of which two of these facts speak at one moment, one of them troublesome."""
    order = np.lexsort((columns.valid, columns.entity))
    entity, valid = columns.entity[order], columns.valid[order]
    same = (entity[1:] == entity[:-1]) & (valid[1:] == valid[:-1])
    tied = np.zeros(len(order), np.bool_)
    tied[1:] |= same
    tied[:-1] |= same
    found: set[int] = set(entity[tied & troublesome[order]].tolist())
    return found
