"""Where the rows of one shard are kept. Its head, a node, tells turns apart and lets one writer in at a time."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Final, Protocol

from app.adapters.neo4j_graph.database import Asks, Neo4jDatabase, Run
from app.adapters.neo4j_graph.read_rows import Answers, ReadRows, Shard
from app.adapters.neo4j_graph.rows import WriteRows
from app.adapters.neo4j_graph.schema import QUERIES
from app.adapters.neo4j_graph.together import Bundle, bundle_of, fetch
from app.columnar import Answer, Rows
from app.columnar.recent import Recent

NOT_MINE: Final = -1


class Heads(Protocol):
    """The heads of all shards of one store."""

    database: Neo4jDatabase
    recent: Recent

    def settle(self, numbers: list[int]) -> list[int]:
        """Wait for whoever is writing to these shards, and say so to all who read: the turns that are over now."""

    def write(self, numbers: list[int], work: Callable[[list[Rows]], Answer]) -> Answer:
        """Do the work in one transaction on the rows of these shards."""

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write to any shard."""


class Neo4jPlace:
    """``app.columnar.Place`` for one shard."""

    def __init__(self, heads: Heads, shard: Shard) -> None:
        self.shard = shard
        self._heads = heads
        self._epoch = 0
        self._turn = NOT_MINE

    @contextmanager
    def reading(self) -> Iterator[Rows | None]:
        """Rows as they stood after the last turn that is over; ``None`` while there is no store yet."""
        if bundle := bundle_of(self._heads):
            yield self._within(bundle)
            return
        with self._heads.database.reading() as run:
            upto = self._over(run)
            yield None if upto is None else self._read(upto, self._settle, partial(fetch, run, self.shard.ns))

    def _within(self, bundle: Bundle) -> Rows | None:
        """Rows that are read together with those of others."""
        number = self.shard.shard

        def settled() -> int:
            bundle.upto[number] = self._settle()
            return bundle.upto[number]

        return self._read(bundle.upto[number], settled, bundle.known) if number in bundle.upto else None

    def _read(self, upto: int, settle: Callable[[], int], answers: Answers) -> Rows:
        return ReadRows(self.shard, upto, settle, answers, self._heads.recent)

    def write(self, work: Callable[[Rows], Answer]) -> Answer:
        """Do the work in one transaction: all of it is kept, or nothing."""
        return self._heads.write([self.shard.shard], lambda rows: work(rows[0]))

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write."""
        return self._heads.held()

    def close(self) -> None:
        """Let go of the database."""
        self._heads.database.close()

    def had(self, turn: int) -> int:
        """The last turn of this process, if it was one of this shard's; from now on it is ``turn``."""
        before, self._turn = self._turn, turn
        return before

    def rows(self, transaction: Run, head: tuple[int, int, int], before: int) -> WriteRows:
        """The rows of the turn that the head tells of, where this process had the turn ``before``."""
        turn, number, events = head
        if turn != before + 1:  # somebody else had a turn since, or ours came to nothing
            self._epoch += 1
        rows = WriteRows(transaction, self.shard, turn, number, events)
        rows.stamp = self._epoch
        return rows

    def _over(self, run: Asks) -> int | None:
        """The last turn that is over; ``None`` when there never was one."""
        values = {"ns": self.shard.ns, "shard": self.shard.shard}
        for turn, settled in run.run(QUERIES["settled"], values).values():
            return int(turn) if turn == settled else self._settle()
        return None

    def _settle(self) -> int:
        return self._heads.settle([self.shard.shard])[0]


def drop_rows(database: Neo4jDatabase, ns: str) -> None:
    """Remove all rows of a store, some at a time."""
    for (label,) in database.run(QUERIES["labels"]):
        database.run(QUERIES["drop"].replace("LABEL", label.replace("`", "``")), ns=ns)


def drop_live(database: Neo4jDatabase, graph: str) -> None:
    """Remove the live graph of this name, some at a time."""
    database.run(QUERIES["drop-live"], ns=graph)
