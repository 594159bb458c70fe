"""One shard of the graph store: the engine over its rows, and the live graph of its iterations."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import compress

from app.adapters.neo4j_graph.live import LiveGraph
from app.adapters.neo4j_graph.place import Neo4jPlace
from app.columnar import ColumnarGraph, Rows
from app.columnar.writer import Writer
from app.domain.graph import Scope
from app.ports import Batch

Kept = tuple[object, Writer]


class Part(ColumnarGraph):
    """A GraphStore in the rows of one shard; ``live``: the name of the live graph beside them; empty: none."""

    def __init__(self, place: Neo4jPlace, live: str, window: int) -> None:
        self.live = live
        self._shown: LiveGraph | None = None
        super().__init__(place, window, present=bool(live))

    def show(self, scope: Scope) -> None:
        """Bring the whole live graph of this iteration up to date."""
        self.keep(self._place.write(partial(self._showing, scope)))

    def _showing(self, scope: Scope, rows: Rows) -> Kept:
        kept, _ = super().take(rows, Batch("", {}, []))
        self._show(rows, kept[1], {scope: 0})
        return kept

    def take(self, rows: Rows, batch: Batch) -> tuple[Kept, list[bool]]:
        """As the engine does; and what became of it is shown."""
        kept, fresh = super().take(rows, batch)
        self._show(rows, kept[1], Counter(entry.scope for entry in compress(batch.entries, fresh)))
        return kept, fresh

    def _show(self, rows: Rows, writer: Writer, fresh: Mapping[Scope, int]) -> None:
        if not self.live:
            return
        if self._shown is None or self._shown.writer is not writer:
            self._shown = LiveGraph(self.live, writer)
        self._shown.show(rows, fresh)
