"""The graph store over one SQLite file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw

from app.adapters.sqlite_graph.codec import decode_entry, encoder
from app.adapters.sqlite_graph.file import QUERIES, GraphFile
from app.domain import fold
from app.domain.graph import Diff, EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.errors import UnknownIteration
from app.ports import Batch, Message, ScopeInfo


class SqliteGraph:
    """A GraphStore in the file ``path``; with ``read_only`` it may be opened before the file exists."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self._file = GraphFile(path, read_only)

    def append(self, batch: Batch) -> list[bool]:
        """Keep the batch, all or none; per entry whether it was new."""
        with self._file.writing() as connection:
            fresh = [_keep(connection, entry) for entry in batch.entries]
            for part, position in batch.positions.items():
                connection.execute(QUERIES["set-position"], (batch.consumer, part, position))
            connection.executemany(QUERIES["add-to-outbox"], ((m.topic, m.key, m.value) for m in batch.outbox))
        return fresh

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest position per partition that came with the consumer's batches."""
        with self._file.reading() as connection:
            return dict(connection.execute(QUERIES["positions"], (consumer,))) if connection else {}

    def scopes(self) -> list[ScopeInfo]:
        """Every scope with at least one entry, in order of tenant and iteration."""
        with self._file.reading() as connection:
            rows = connection.execute(QUERIES["scopes"]) if connection else ()
            return [ScopeInfo(Scope(tenant, iteration), *rest) for tenant, iteration, *rest in rows]

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        """The graph of the scope at one moment."""
        return fold.fold(self._entries(scope, "entries-as-they-came"), as_of)

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        """Every fact about the entity, in order of valid time and acceptance."""
        versions = [
            Version(fact.valid_at, entry.accepted, fact.op, fact.props, entry.event_id, entry.event_type)
            for entry in self._entries(scope, "entries-as-they-came")
            if entry.accepted <= as_of.known
            for fact in entry.facts
            if fact.entity == entity and fact.valid_at <= as_of.valid
        ]
        return sorted(versions, key=lambda v: (v.valid_at, v.accepted))

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        """What lies between two moments."""
        return fold.diff(self.snapshot(scope, before), self.snapshot(scope, after))

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        """The newest ``limit`` events of a span of valid time, in order."""
        with self._file.reading() as connection:
            number = _number_of(connection, scope)
            assert connection is not None
            rows = connection.execute(QUERIES["around"], (number, start, end, known, limit))
            found = [decode_entry(body) for (body,) in rows]
        return [
            EventMark(e.valid_at, e.accepted, e.event_id, e.event_type, e.subject, e.mark) for e in reversed(found)
        ]

    def entries(self, scope: Scope) -> Iterator[Entry]:
        """Everything kept for the scope, in order of acceptance."""
        return iter(self._entries(scope, "entries"))

    def revision(self, scope: Scope | None = None) -> int:
        """How many entries were taken in so far."""
        with self._file.reading() as connection:
            if connection is None:
                return 0
            query, values = ("revision-of-all", ()) if scope is None else ("revision", tuple(scope))
            return int(next(connection.execute(QUERIES[query], values))[0])

    def outbox(self, limit: int) -> list[tuple[int, Message]]:
        """The oldest messages not yet sent on."""
        with self._file.reading() as connection:
            rows = connection.execute(QUERIES["outbox"], (limit,)) if connection else ()
            return [(number, Message(*rest)) for number, *rest in rows]

    def sent(self, numbers: Sequence[int]) -> None:
        """Forget these outbox messages."""
        with self._file.writing() as connection:
            connection.executemany(QUERIES["sent"], ((number,) for number in numbers))

    def ping(self) -> None:
        """Return when the store answers."""
        with self._file.reading():
            return

    def close(self) -> None:
        """Let go of everything held."""
        self._file.close()

    def _entries(self, scope: Scope, query: str) -> list[Entry]:
        with self._file.reading() as connection:
            number = _number_of(connection, scope)
            assert connection is not None
            return [decode_entry(body) for (body,) in connection.execute(QUERIES[query], (number,))]


def _keep(connection: apsw.Connection, entry: Entry) -> bool:
    scope = _number_of(connection, entry.scope, add=True)
    body = encoder.encode(entry)
    connection.execute(QUERIES["add-entry"], (scope, entry.key, entry.accepted, entry.valid_at, body))
    if not connection.changes():
        return False
    connection.execute(QUERIES["grow-scope"], (scope, entry.valid_at, entry.valid_at, entry.accepted, 1))
    return True


def _number_of(connection: apsw.Connection | None, scope: Scope, add: bool = False) -> int:
    if connection and add:
        connection.execute(QUERIES["add-scope"], tuple(scope))
    for (number,) in connection.execute(QUERIES["find-scope"], tuple(scope)) if connection else ():
        return int(number)
    raise UnknownIteration(f"no event of iteration {scope.iteration!r} of tenant {scope.tenant!r} has been seen")
