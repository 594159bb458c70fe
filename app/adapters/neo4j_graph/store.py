"""The graph store in one Neo4j database."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from itertools import compress

from app.adapters.neo4j_graph.database import Neo4jDatabase, Run
from app.adapters.neo4j_graph.live import LiveGraph
from app.adapters.neo4j_graph.place import Neo4jPlace, drop_live, drop_rows
from app.adapters.neo4j_graph.rows import Shard
from app.columnar import WINDOW, ColumnarGraph, Rows
from app.columnar.writer import Writer
from app.domain.graph import Scope
from app.ports import Batch


class Neo4jGraph(ColumnarGraph):
    """A GraphStore in the rows named ``ns``; with ``read_only`` it may be opened before they exist.

    ``live``: the name of the live graph that is kept beside the rows; empty: none is. ``window``: after how many
    entries of a scope a window is sealed.
    """

    def __init__(
        self, database: Neo4jDatabase, ns: str, live: str, read_only: bool = False, window: int = WINDOW
    ) -> None:
        self.ns = ns
        self.live = live
        self.database = database
        self._shown: LiveGraph | None = None
        super().__init__(Neo4jPlace(database, Shard(ns), read_only, self._still), window, present=bool(live))

    def show(self) -> None:
        """Bring the whole live graph up to date, an iteration at a time."""
        for info in self.scopes():
            with self._turn:
                self._writer = self._place.write(partial(self._showing, info.scope))

    def drop(self) -> None:
        """Remove all that the store holds, also when it is closed."""
        with closing(self.database.afresh()) as database:
            drop_rows(database, self.ns)
            drop_live(database, self.live)

    def _still(self, run: Run) -> None:
        """May refuse a writing that begins."""

    def _take(self, rows: Rows, batch: Batch) -> tuple[tuple[object, Writer], list[bool]]:
        kept, fresh = super()._take(rows, batch)
        self._show(rows, kept[1], Counter(entry.scope for entry in compress(batch.entries, fresh)))
        return kept, fresh

    def _showing(self, scope: Scope, rows: Rows) -> tuple[object, Writer]:
        kept, _ = super()._take(rows, Batch("", {}, []))
        self._show(rows, kept[1], {scope: 0})
        return kept

    def _show(self, rows: Rows, writer: Writer, fresh: Mapping[Scope, int]) -> None:
        if not self.live:
            return
        if self._shown is None or self._shown.writer is not writer:
            self._shown = LiveGraph(self.live, writer)
        self._shown.show(rows, fresh)
