"""The graph store in one Neo4j database: a shard for each share of the stream."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from typing import Any, Final, TypeVar

from app.adapters.neo4j_graph.cut import cut
from app.adapters.neo4j_graph.database import Neo4jDatabase, Run
from app.adapters.neo4j_graph.part import Kept, Part
from app.adapters.neo4j_graph.place import drop_live, drop_rows
from app.adapters.neo4j_graph.schema import QUERIES
from app.adapters.neo4j_graph.shards import Shards
from app.adapters.neo4j_graph.together import Bundle
from app.columnar import WINDOW, Rows
from app.domain.difference import Diff
from app.domain.graph import EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.domain.partitions import share_of
from app.ports import Batch, Message, ScopeInfo

Made = TypeVar("Made")
AT_ONCE: Final = 64
"""So many pieces of reading share their trips; what they read lies in memory until all of them are done."""


class Neo4jGraph:
    """``app.ports.GraphStore`` in the rows named ``ns``; with ``read_only`` it may be opened before they exist.

    ``live``: the name of the live graph that is kept beside the rows; empty: none is. ``window``: after how many
    entries of a scope a window is sealed.
    """

    def __init__(
        self, database: Neo4jDatabase, ns: str, live: str, read_only: bool = False, window: int = WINDOW
    ) -> None:
        self.ns = ns
        self.live = live
        self.database = database
        self._shards = Shards(database, ns, read_only, self._still)
        self._parts = [Part(place, live, window) for place in self._shards.places]
        self._turn = threading.Lock()

    def append(self, batch: Batch) -> list[bool]:
        """Keep the batch, all or none; per entry whether it was new."""
        pieces = cut(batch)
        parts = [self._parts[piece.shard] for piece in pieces]

        def take(rows: list[Rows]) -> list[tuple[Kept, list[bool]]]:
            return [part.take(row, piece.batch) for part, row, piece in zip(parts, rows, pieces, strict=True)]

        fresh = [False] * len(batch.entries)
        with self._turn:
            taken = self._shards.write([piece.shard for piece in pieces], take)
            for part, piece, (kept, new) in zip(parts, pieces, taken, strict=True):
                part.keep(kept)
                for n, is_new in zip(piece.places, new, strict=True):
                    fresh[n] = is_new
        return fresh

    def together(self, works: Sequence[Callable[[], Made]]) -> list[Made]:
        """What each of these pieces of reading comes to."""
        if len(works) == 1:
            return [works[0]()]
        parts = (works[n : n + AT_ONCE] for n in range(0, len(works), AT_ONCE))
        return [made for some in parts for made in Bundle(self._shards).read(some)]

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest position per partition that came with the consumer's batches."""
        return dict(self._ask("positions", consumer))

    def scopes(self) -> list[ScopeInfo]:
        """Every scope with at least one entry, in order of tenant and iteration."""
        return [ScopeInfo(Scope(tenant, iteration), *rest) for tenant, iteration, *rest in self._ask("scopes")]

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        """The graph of the scope at one moment."""
        return self._of(scope).snapshot(scope, as_of)

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        """What lies between two moments."""
        return self._of(scope).diff(scope, before, after)

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        """Every fact about the entity, in order of valid time and acceptance."""
        return self._of(scope).history(scope, entity, as_of)

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        """The newest ``limit`` events of a span of valid time, in order."""
        return self._of(scope).around(scope, start, end, known, limit)

    def entries(self, scope: Scope) -> Iterator[Entry]:
        """Everything kept for the scope, in order of acceptance."""
        return self._of(scope).entries(scope)

    def revision(self, scope: Scope | None = None) -> int:
        """How many entries were taken in so far."""
        ((revision,),) = self._ask("revision-of-all") if scope is None else self._ask("revision", *scope)
        return int(revision)

    def outbox(self, limit: int, shares: Collection[int] | None = None) -> list[tuple[int, Message]]:
        """The oldest messages not yet sent on."""
        wanted = None if shares is None else sorted(shares)
        return [(number, Message(*rest)) for number, *rest in self._ask("outbox", limit=limit, shares=wanted)]

    def sent(self, numbers: Sequence[int]) -> None:
        """Forget these outbox messages."""
        self._shards.write_beside(QUERIES["sent"], numbers=list(numbers))

    def thin(self, before: int) -> int:
        """Give up most of the frames that make moments before this one quick to read."""
        with self._turn:
            return sum(part.thin(before) for part in self._parts)

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write."""
        return self._shards.held()

    def show(self) -> None:
        """Bring the whole live graph up to date, an iteration at a time."""
        for info in self.scopes():
            with self._turn:
                self._of(info.scope).show(info.scope)

    def ping(self) -> None:
        """Return when the store answers."""
        self._ask("revision-of-all")

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def drop(self) -> None:
        """Remove all that the store holds, also when it is closed."""
        with closing(self.database.afresh()) as database:
            drop_rows(database, self.ns)
            drop_live(database, self.live)

    def _still(self, run: Run) -> None:
        """May refuse a writing that begins."""

    def _of(self, scope: Scope) -> Part:
        return self._parts[share_of(scope.iteration)]

    def _ask(self, name: str, *values: Any, **named: Any) -> list[Any]:
        """What the rows of all shards say together."""
        with self.database.reading() as run:
            return run.run(QUERIES[name], {"ns": self.ns, "told": {"many": [values]}, **named}).values()
