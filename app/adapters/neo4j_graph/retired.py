"""Rows that were replaced: kept for a while for those who are still reading, then removed, many at once."""

import time
from collections import deque
from collections.abc import Iterable
from typing import Final

from app.adapters.neo4j_graph.database import Neo4jDatabase
from app.adapters.neo4j_graph.rows import WriteRows
from app.adapters.neo4j_graph.schema import QUERIES

KEPT_S: Final = 60.0
OLD: Final = 64
"""So many of them are removed together."""


class Retired:
    """Those that this process knows of in the store ``ns``: when they went, their shard and their number."""

    def __init__(self, database: Neo4jDatabase, ns: str) -> None:
        self._database = database
        self._ns = ns
        self._stale: deque[tuple[float, tuple[int, int]]] = deque()

    def add(self, written: Iterable[WriteRows]) -> None:
        """What these have replaced is on its way; what has been for long enough goes."""
        self._add((rows.shard, number) for rows in written for number in rows.dropped)

    def recall(self) -> None:
        """What others have left behind."""
        self._add(self._database.run(QUERIES["leftovers"], ns=self._ns))

    def _add(self, found: Iterable[tuple[int, ...]]) -> None:
        now = time.monotonic()
        self._stale.extend((now, (shard, number)) for shard, number in found)
        if len(self._stale) >= OLD and self._stale[OLD - 1][0] < now - KEPT_S:
            gone = [self._stale.popleft()[1] for _ in range(OLD)]
            self._database.run(QUERIES["drop-stale"], gone=gone, ns=self._ns)
