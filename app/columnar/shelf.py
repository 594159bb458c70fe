"""Where a writer puts runs: small ones at one place are merged into larger ones, four by four."""

from collections import Counter

from app.columnar.places import TAIL, is_correction
from app.columnar.rows import Rows
from app.columnar.runs import Run, merged, pack, pack_rows, unpack, unpack_rows

_FAN = 4
SEALED = 9
"""The level of runs that are never merged with later ones."""


class Shelf:
    """The runs of one scope."""

    def __init__(self, rows: Rows, scope: int) -> None:
        self._scope = scope
        self._levels = Counter({(place, level): n for place, level, n in rows.ask("run-levels", scope)})

    def holds(self, place: int) -> bool:
        """Whether any run lies at this place."""
        return any(place == held for held, _ in self._levels)

    def put(self, rows: Rows, place: int, run: Run, level: int = 0) -> None:
        """Keep a run; it speaks after those that lie there already."""
        if level < SEALED and self._levels[place, level] >= _FAN - 1:
            older = self._take(rows, place, level)
            self.put(rows, place, merged([*older, run]), level + 1)
            return
        seqs = (int(run.seq.min()), int(run.seq.max()))
        body = pack_rows(run) if is_correction(place) else pack(run)
        row = (self._scope, place, level, *seqs, int(run.when[0]), body)
        rows.tell("add-run", *row)
        self._levels[place, level] += 1

    def _take(self, rows: Rows, place: int, level: int) -> list[Run]:
        found = list(rows.ask("runs-to-merge", self._scope, place, level))
        rows.tell_each("drop-run", [(number,) for number, _ in found])
        del self._levels[place, level]
        return [unpack_rows(body) if is_correction(place) else unpack(body) for _, body in found]

    def clear_tail(self, rows: Rows) -> Run:
        """Take everything out of the tail."""
        levels = sorted((level for place, level in list(self._levels) if place == TAIL), reverse=True)
        return merged([run for level in levels for run in self._take(rows, TAIL, level)])
