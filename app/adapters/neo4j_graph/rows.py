"""The engine's rows as nodes of Neo4j; what its questions mean stands in ``neo4j_graph.cypher``.

Neo4j shows a transaction what others commit meanwhile. So every row says in which turn (transaction) of its
shard's writer it was born and, when it was replaced, gone; who reads names the last turn that counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from app.adapters.neo4j_graph.database import Run
from app.adapters.neo4j_graph.read_rows import ReadRows, Shard
from app.adapters.neo4j_graph.schema import QUERIES
from app.columnar import Expected, Row

LAST_TURN: Final = (1 << 62) - 1
NUMBERED: Final = frozenset({"add-scope", "add-to-outbox", "add-run", "add-frame"})
"""Rows that get a number of the shard, as their last value."""
SHARDS: Final = 64
"""At most so many; messages are numbered for all shards of a store together."""

USUAL: Final = (
    "add-chunk",
    "add-entities",
    "add-cells",
    "add-key-run",
    "add-run",
    "add-words",
    "drop-run",
    "grow-scope",
    "set-position",
    "set-shown",
    "show-nodes",
    "show-ends",
    "show-edges",
    "hide-edges",
    "hide-nodes",
    "hide-ends",
)
"""What is told together is done in this order (where it matters)."""


class WriteRows(ReadRows):
    """Rows of a writing transaction. What is told waits until something is asked, and then goes together."""

    def __init__(self, transaction: Run, shard: Shard, turn: int, number: int, events: int) -> None:
        super().__init__(shard, LAST_TURN, lambda: LAST_TURN, lambda _: [])
        self._run_in = transaction
        self.shard = shard.shard
        self.turn = self._values["turn"] = turn
        self.number = number
        self.events = events
        self.dropped: list[int] = []
        self._told: dict[str, list[Row]] = defaultdict(list)

    def tell(self, name: str, *values: Any) -> None:
        """Keep one row in mind."""
        self.tell_each(name, [values])

    def tell_each(self, name: str, many: Iterable[Row]) -> None:
        """Keep rows in mind."""
        rows = list(many)
        if name in NUMBERED:
            rows = [(*row, self._numbered(name, n)) for n, row in enumerate(rows, start=1)]
            self.number += len(rows)
        if name == "drop-run":
            self.dropped += [row[0] for row in rows]
        if name == "grow-scope":
            self.events += sum(row[-1] for row in rows)
        if rows:
            self._told[name] += rows

    def _numbered(self, name: str, n: int) -> int:
        number = self.number + n
        return number * SHARDS + self.shard if name == "add-to-outbox" else number

    def change(self, name: str, *values: Any) -> int:
        """Done at once. Frames that are thinned keep their bytes until the next time, for those who read them now."""
        if name == "thin":
            self._run("give-up", [()])
        return sum(row[0] for row in self._run(name, [values]))

    def expect(self, *questions: Expected) -> None:
        """Who writes asks what it needs as it needs it."""

    def take_told(self) -> dict[str, Any] | None:
        """What was told and is usual, for ``flush``; what is not is sent. ``None`` when there is nothing left."""
        told, self._told = self._told, defaultdict(list)
        usual = {_parameter(name): told.pop(name, []) for name in USUAL}
        for name, rows in told.items():
            self._run_in.run(QUERIES[name], {**self._values, "told": {"many": rows}}).consume()
        return {**usual, **self._values} if any(usual.values()) else None

    def _run(self, name: str, many: list[Row]) -> list[Row]:
        flush(self._run_in, [self])
        result = self._run_in.run(QUERIES[name], {**self._values, "told": {"many": many}})
        return [tuple(values) for values in result.values()]


def flush(transaction: Run, told: Iterable[WriteRows]) -> None:
    """Send all that was told; what nearly every batch tells goes in one statement, whatever the shard."""
    parts = [part for rows in told if (part := rows.take_told())]
    if parts:
        transaction.run(_USUALLY, {"ns": parts[0]["ns"], "parts": parts}).consume()


def _part(name: str) -> str:
    query = QUERIES[name].replace("$told.many", f"part.{_parameter(name)}")
    return f"CALL (part) {{\n{query.replace('$shard', 'part.shard').replace('$turn', 'part.turn')}\n}}"


def _parameter(name: str) -> str:
    return name.replace("-", "_")


# One text, whatever there is to tell: planning a text that Neo4j has not seen takes far longer than its work.
_USUALLY: Final = "\n".join(["UNWIND $parts AS part", *map(_part, USUAL)])
