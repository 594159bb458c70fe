"""Where the rows of one shard are kept: its head tells turns apart, and lets one writer in at a time."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

from app.adapters.neo4j_graph.database import WAITING_S, Neo4jDatabase, Run
from app.adapters.neo4j_graph.rows import ReadRows, Shard, WriteRows
from app.adapters.neo4j_graph.schema import QUERIES, bring_up_to_date
from app.columnar import Answer, Rows
from app.columnar.recent import Recent
from app.errors import StoreUnavailable

SECRET_BYTES: Final = 8_192
KEPT_S: Final = 60.0
"""So long rows that were replaced are kept for those who are still reading."""
RECENT_BYTES: Final = 16_000_000
"""What readers keep of answers."""
OLD: Final = 64
"""So many of them are removed together."""


class Neo4jPlace:
    """``app.columnar.Place`` for one shard.

    ``still`` is called at the start of each writing and may refuse it; ``beside`` at its end, for what else is kept
    with the rows.
    """

    def __init__(
        self,
        database: Neo4jDatabase,
        shard: Shard,
        read_only: bool = False,
        still: Callable[[Run], None] = lambda _: None,
    ) -> None:
        self.database = database
        self.shard = shard
        self._read_only = read_only
        self._still = still
        self._values: dict[str, Any] = {"ns": shard.ns, "shard": shard.shard}
        self._recent = Recent(RECENT_BYTES)
        self._ready = False
        self._epoch = 0
        self._turn = -1
        self._stale: deque[tuple[float, int]] = deque()

    @contextmanager
    def reading(self) -> Iterator[Rows | None]:
        """Rows as they stood after the last turn that is over; ``None`` while there is no store yet."""
        with self.database.reading() as run:
            upto = self._over(run)
            yield None if upto is None else ReadRows(run, self.shard, upto, self._settle, self._recent)

    def write(self, work: Callable[[Rows], Answer]) -> Answer:
        """Do the work in one transaction: all of it is kept, or nothing."""
        if self._read_only:
            raise StoreUnavailable(f"{self.shard.ns} in Neo4j at {self.database.url} was opened for reading only")
        self._prepare()
        mark, done = uuid4().hex, list[tuple[Answer, int, list[int]]]()

        def once(transaction: Run) -> None:
            done.clear()
            done.append(self._turned(transaction, before + 1, mark, work))

        before, self._turn = self._turn, -1
        self.database.write(once, lambda: self._mark() == mark)
        ((answer, turn, dropped),) = done
        self._turn = turn
        self._retire(dropped)
        self._settle()
        return answer

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block lasts nobody can write."""
        self._prepare()
        while True:
            self._settle()  # who reads meanwhile must not have to wait for it
            with self.database.holding() as transaction:
                ((turn, settled),) = transaction.run(QUERIES["hold"], self._values).values()
                if turn == settled:
                    yield
                    return

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _turned(
        self, transaction: Run, expected: int, mark: str, work: Callable[[Rows], Answer]
    ) -> tuple[Answer, int, list[int]]:
        """One turn of this shard's writer: nobody else has one until it is over."""
        ((turn, number),) = transaction.run(QUERIES["begin"], self._values).values()
        self._still(transaction)
        if turn != expected:  # somebody else had a turn since, or ours came to nothing
            self._epoch += 1
        rows = WriteRows(transaction, self.shard, turn, number)
        rows.stamp = self._epoch
        answer = work(rows)
        rows.flush()
        transaction.run(QUERIES["end"], {**self._values, "number": rows.number, "mark": mark}).consume()
        return answer, turn, rows.dropped

    def _over(self, run: Run) -> int | None:
        """The last turn that is over; ``None`` when there never was one."""
        for turn, settled in run.run(QUERIES["settled"], self._values).values():
            return int(turn) if turn == settled else self._settle()
        return None

    def _settle(self) -> int:
        """Wait for whoever is writing, and say so to all who read: every turn up to this one is over."""
        return int(self._settled()[0])

    def _mark(self) -> str:
        return str(self._settled()[1])

    def _settled(self) -> tuple[int, str | None]:
        found: tuple[int, str | None] | None = self.database.write(
            lambda transaction: tuple(transaction.run(QUERIES["settle"], self._values).values()[0]),
            within_s=WAITING_S,
        )
        assert found is not None
        return found

    def _retire(self, dropped: list[int]) -> None:
        now = time.monotonic()
        self._stale.extend((now, number) for number in dropped)
        if len(self._stale) >= OLD and self._stale[OLD - 1][0] < now - KEPT_S:
            numbers = [self._stale.popleft()[1] for _ in range(OLD)]
            self.database.run(QUERIES["drop-stale"], numbers=numbers, **self._values)

    def _prepare(self) -> None:
        """The schema and the head of the shard, once per process."""
        if self._ready:
            return
        bring_up_to_date(self.database)
        self.database.run(QUERIES["found"], secret=os.urandom(SECRET_BYTES), **self._values)
        self._retire([number for (number,) in self.database.run(QUERIES["leftovers"], **self._values)])
        self._ready = True


def drop_rows(database: Neo4jDatabase, ns: str) -> None:
    """Remove all rows of a store, some at a time."""
    for (label,) in database.run(QUERIES["labels"]):
        database.run(QUERIES["drop"], label=label, ns=ns)


def drop_live(database: Neo4jDatabase, graph: str) -> None:
    """Remove the live graph of this name, some at a time."""
    database.run(QUERIES["drop-live"], ns=graph)
