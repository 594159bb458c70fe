"""Where a writer puts runs: small ones at one place are merged into larger ones, four by four."""

from collections import Counter

import apsw

from app.adapters.sqlite_graph.file import QUERIES
from app.adapters.sqlite_graph.places import TAIL, is_correction
from app.adapters.sqlite_graph.runs import Run, merged, pack, pack_rows, unpack, unpack_rows

_FAN = 4
SEALED = 9
"""The level of runs that are never merged with later ones."""


class Shelf:
    """The runs of one scope."""

    def __init__(self, connection: apsw.Connection, scope: int) -> None:
        self._scope = scope
        self._levels = Counter(
            {(place, level): n for place, level, n in connection.execute(QUERIES["run-levels"], (scope,))}
        )

    def holds(self, place: int) -> bool:
        """Whether any run lies at this place."""
        return any(place == held for held, _ in self._levels)

    def put(self, connection: apsw.Connection, place: int, run: Run, level: int = 0) -> None:
        """Keep a run; it speaks after those that lie there already."""
        if level < SEALED and self._levels[place, level] >= _FAN - 1:
            older = self._take(connection, place, level)
            self.put(connection, place, merged([*older, run]), level + 1)
            return
        seqs = (int(run.seq.min()), int(run.seq.max()))
        body = pack_rows(run) if is_correction(place) else pack(run)
        row = (self._scope, place, level, *seqs, int(run.when[0]), body)
        connection.execute(QUERIES["add-run"], row)
        self._levels[place, level] += 1

    def _take(self, connection: apsw.Connection, place: int, level: int) -> list[Run]:
        rows = list(connection.execute(QUERIES["runs-to-merge"], (self._scope, place, level)))
        connection.executemany(QUERIES["drop-run"], [(number,) for number, _ in rows])
        del self._levels[place, level]
        return [unpack_rows(body) if is_correction(place) else unpack(body) for _, body in rows]

    def clear_tail(self, connection: apsw.Connection) -> Run:
        """Take everything out of the tail."""
        levels = sorted((level for place, level in list(self._levels) if place == TAIL), reverse=True)
        return merged([run for level in levels for run in self._take(connection, TAIL, level)])
