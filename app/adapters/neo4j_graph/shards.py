"""The shards of one store, one for each share of the stream: written together where a batch speaks of several.

Two workers whose shares differ never have a shard in common, so that none waits for the other. Where they do
nevertheless, both take the heads in the same order, and one waits.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

from app.adapters.neo4j_graph.database import WAITING_S, Neo4jDatabase, Run
from app.adapters.neo4j_graph.migration import spread
from app.adapters.neo4j_graph.place import NOT_MINE, Neo4jPlace
from app.adapters.neo4j_graph.read_rows import Shard
from app.adapters.neo4j_graph.retired import Retired
from app.adapters.neo4j_graph.rows import WriteRows, flush
from app.adapters.neo4j_graph.schema import QUERIES, bring_up_to_date
from app.adapters.neo4j_graph.together import Question, fetch
from app.columnar import Answer, Row, Rows
from app.columnar.recent import Recent
from app.domain.partitions import SHARES
from app.errors import StoreUnavailable

ALL: Final = sorted(SHARES)
SECRET_BYTES: Final = 8_192
RECENT_BYTES: Final = 16_000_000
"""What readers keep of answers."""


class Shards:
    """The heads of all shards of the store ``ns``.

    ``still`` is called at the start of each writing and may refuse it.
    """

    def __init__(
        self,
        database: Neo4jDatabase,
        ns: str,
        read_only: bool = False,
        still: Callable[[Run], None] = lambda _: None,
    ) -> None:
        self.database = database
        self.ns = ns
        self.recent = Recent(RECENT_BYTES)
        self.places = [Neo4jPlace(self, Shard(ns, number)) for number in ALL]
        self._retired = Retired(database, ns)
        self._read_only = read_only
        self._still = still
        self._ready = False

    def write(self, numbers: list[int], work: Callable[[list[Rows]], Answer]) -> Answer:
        """Do the work in one transaction, on the rows of these shards (ascending): all of it is kept, or nothing."""
        self.prepare()
        mark, done = uuid4().hex, list[tuple[Answer, list[WriteRows]]]()
        before = [self.places[number].had(NOT_MINE) for number in numbers]

        def once(transaction: Run) -> None:
            done.clear()
            done.append(self._turned(transaction, numbers, before, mark, work))

        self.database.write(once, lambda: {found for _, found in self._settled(numbers)} == {mark})
        ((answer, written),) = done
        for number, rows in zip(numbers, written, strict=True):
            self.places[number].had(rows.turn)
        self._retired.add(written)
        self.settle(numbers)
        return answer

    def write_beside(self, query: str, **values: Any) -> None:
        """One statement about what belongs to no turn of any shard."""
        self.prepare()
        self.database.write(lambda run: run.run(query, {"ns": self.ns, **values}).consume())

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block lasts nobody can write."""
        self.prepare()
        values = {"ns": self.ns, "shards": ALL}
        while True:
            self.settle(ALL)  # who reads meanwhile must not have to wait for it
            with self.database.holding() as transaction:
                heads = transaction.run(QUERIES["hold"], values).values()
                if all(turn == settled for turn, settled in heads):
                    yield
                    return

    def settle(self, numbers: list[int]) -> list[int]:
        """Wait for whoever is writing there, and say so to all who read: the turns up to which all is over."""
        return [turn for turn, _ in self._settled(numbers)]

    def over(self) -> dict[int, int]:
        """The last turn of each shard that is over; of writers who are at it the end is waited for."""
        with self.database.reading() as run:
            heads = run.run(QUERIES["all-settled"], {"ns": self.ns}).values()
        loose = [shard for shard, turn, settled in heads if turn != settled]
        turns = {shard: int(turn) for shard, turn, _ in heads}
        return turns | (dict(zip(loose, self.settle(loose), strict=True)) if loose else {})

    def answers(self, questions: Sequence[Question]) -> list[list[Row]]:
        """The rows that answer each of them."""
        with self.database.reading() as run:
            return fetch(run, self.ns, questions)

    def prepare(self) -> None:
        """The schema and the heads, once per process. Raises StoreUnavailable when only reading is allowed."""
        if self._read_only:
            raise StoreUnavailable(f"{self.ns} in Neo4j at {self.database.url} was opened for reading only")
        if not self._ready:
            bring_up_to_date(self.database)
            heads = [(number, os.urandom(SECRET_BYTES)) for number in ALL]
            self.database.run(QUERIES["found"], heads=heads, ns=self.ns)
            spread(self.database, self.ns)
            self._retired.recall()
            self._ready = True

    def _turned(
        self,
        transaction: Run,
        numbers: list[int],
        before: list[int],
        mark: str,
        work: Callable[[list[Rows]], Answer],
    ) -> tuple[Answer, list[WriteRows]]:
        """One turn of each of the shards: nobody else has one there until it is over."""
        heads = transaction.run(QUERIES["begin"], {"ns": self.ns, "shards": numbers}).values()
        self._still(transaction)
        written = [
            self.places[number].rows(transaction, (turn, last, events), had)
            for number, (turn, last, events), had in zip(numbers, heads, before, strict=True)
        ]
        answer = work([*written])
        flush(transaction, written)
        ends = [(rows.shard, rows.number, rows.events) for rows in written]
        transaction.run(QUERIES["end"], {"ns": self.ns, "heads": ends, "mark": mark}).consume()
        return answer, written

    def _settled(self, numbers: list[int]) -> list[tuple[int, str | None]]:
        values = {"ns": self.ns, "shards": numbers}
        found: list[tuple[int, str | None]] | None = self.database.write(
            lambda transaction: [(int(turn), mark) for turn, mark in transaction.run(QUERIES["settle"], values)],
            within_s=WAITING_S,
        )
        assert found is not None
        return found
