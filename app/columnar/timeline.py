"""The writer's timeline of one scope: a tail of recent statements, sealed now and then into a window and a frame."""

from bisect import bisect_left
from collections import defaultdict

import numpy as np

from app.columnar import frames
from app.columnar.frames import NEVER
from app.columnar.places import TAIL, covering
from app.columnar.rows import Rows
from app.columnar.runs import Run
from app.columnar.shelf import SEALED, Shelf
from app.columnar.written import Written

_SETTLED = 0.98
"""The part of the tail that is sealed: the newest statements stay, as their neighbours may be on their way."""


class Timeline:
    """Windows end where their frame stands; ``head`` is the state at the end of the last window, as known now."""

    def __init__(self, rows: Rows, scope: int) -> None:
        self._scope = scope
        self.head = frames.empty()
        self._shelf = Shelf(rows, scope)
        self._written = Written()
        self._ends: list[int] = []
        self.sealed = 0
        for window, upto, seq, written in rows.ask("frames", scope):
            self._ends.append(upto)
            self._written.load(window, written)
            self.sealed = max(self.sealed, seq)

    @property
    def end(self) -> int:
        """The end of the last window."""
        return self._ends[-1] if self._ends else NEVER

    @property
    def tail(self) -> bool:
        """Whether anything waits to be sealed."""
        return self._shelf.holds(TAIL)

    def take(self, rows: Rows, run: Run) -> None:
        """Keep the statements of some new entries."""
        cut = int(np.searchsorted(run.when, self.end, side="right")) if self._ends else 0
        if cut:
            self._correct(rows, run.pick(slice(0, cut)))
        if cut < len(run):
            self._shelf.put(rows, TAIL, run.pick(slice(cut, None)) if cut else run)

    def _correct(self, rows: Rows, late: Run) -> None:
        """Late statements go to their window, and to the frames between it and the next word on their cell."""
        places: dict[int, list[int]] = defaultdict(list)
        for row, (cell, when) in enumerate(zip(late.cell.tolist(), late.when.tolist(), strict=True)):
            window = bisect_left(self._ends, when)
            places[window].append(row)
            for place in covering(window, self._written.next_after(cell, window, len(self._ends)) - 1):
                places[place].append(row)
            self._written.mark(window, cell)
        for place, those in places.items():
            self._shelf.put(rows, place, late.pick(those))
        self.head = frames.grown(self.head, int(late.cell.max()) + 1)
        self.head.correct(late)

    def seal(self, rows: Rows, seq: int, cells: int) -> None:
        """Close a window over most of the tail, and keep the state at its end as known with entry ``seq``."""
        tail = self._shelf.clear_tail(rows)
        end = int(tail.when[int(_SETTLED * (len(tail) - 1))])
        cut = int(np.searchsorted(tail.when, end, side="right"))
        block, window = tail.pick(slice(0, cut)), len(self._ends)
        self.head = frames.grown(self.head, cells)
        self.head.follow(block)
        self._shelf.put(rows, window, block, SEALED)
        written = self._written.close_window(window, block.cell, cells)
        row = (self._scope, window, end, seq, frames.pack(self.head), written)
        rows.tell("add-frame", *row)
        self._ends.append(end)
        self.sealed = seq
        if cut < len(tail):
            self._shelf.put(rows, TAIL, tail.pick(slice(cut, None)), SEALED)
