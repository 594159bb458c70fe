"""The graph store over one SQLite file."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw
import msgspec

from app.adapters.sqlite_graph import journal
from app.adapters.sqlite_graph.codec import decode_entry
from app.adapters.sqlite_graph.diffing import difference
from app.adapters.sqlite_graph.file import QUERIES, GraphFile
from app.adapters.sqlite_graph.mappings import snapshot_of
from app.adapters.sqlite_graph.reader import Reader
from app.adapters.sqlite_graph.writer import Writer
from app.domain.graph import Diff, EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.errors import UnknownIteration
from app.ports import Batch, Message, ScopeInfo

_KEPT_FRAMES = 8
_NEWEST_FRAMES = 4


class SqliteGraph:
    """A GraphStore in the file ``path``; with ``read_only`` it may be opened before the file exists.

    ``window``: after how many entries of a scope a window is sealed (see ``timeline``). ``still`` is called
    at the start of each writing and may refuse it.
    """

    def __init__(
        self, path: Path, read_only: bool = False, window: int = 8192, still: Callable[[], None] = lambda: None
    ) -> None:
        self._file = GraphFile(path, read_only)
        self._reader = Reader(self._file)
        self._window = window
        self._still = still
        self._writer: tuple[apsw.Connection, int, Writer] | None = None
        self._turn = threading.Lock()

    def append(self, batch: Batch) -> list[bool]:
        """Keep the batch, all or none; per entry whether it was new."""
        with self._turn:
            # Gone unless all goes well: what the writer has in mind must be what the file holds.
            writer, self._writer = self._writer, None
            with self._writing() as connection:
                version = connection.execute("PRAGMA data_version").get
                if writer is None or writer[:2] != (connection, version):
                    writer = (connection, version, Writer(connection, self._window))
                fresh = writer[2].take(connection, list(batch.entries))
                places = [(batch.consumer, part, place) for part, place in batch.positions.items()]
                connection.executemany(QUERIES["set-position"], places)
                connection.executemany(QUERIES["add-to-outbox"], map(msgspec.structs.astuple, batch.outbox))
            self._writer = writer
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
        """The graph of the scope at one moment; nodes and edges are made when they are read."""
        with self._asking(scope) as (connection, number, events):
            return snapshot_of(self._reader.view(connection, number, events, as_of))

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        """What lies between two moments."""
        with self._asking(scope) as (connection, number, events):
            return difference(*self._reader.views(connection, number, events, (before, after)))

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        """Every fact about the entity, in order of valid time and acceptance."""
        with self._asking(scope) as (connection, number, events):
            entries = self._reader.about(connection, number, events, entity)
        versions = [
            Version(fact.valid_at, entry.accepted, fact.op, fact.props, entry.event_id, entry.event_type)
            for entry in entries
            if entry.accepted <= as_of.known
            for fact in entry.facts
            if fact.entity == entity and fact.valid_at <= as_of.valid
        ]
        return sorted(versions, key=lambda v: (v.valid_at, v.accepted))

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        """The newest ``limit`` events of a span of valid time, in order."""
        with self._asking(scope) as (connection, number, _):
            return journal.around(connection, number, (start, end), known, limit)

    def entries(self, scope: Scope) -> Iterator[Entry]:
        """Everything kept for the scope, in order of acceptance."""
        with self._asking(scope) as (connection, number, events):
            if connection.execute(QUERIES["any-out-of-turn"], (number,)).get:
                every = [decode_entry(b) for chunk in journal.chunks(connection, number, 1) for b in chunk]
                return iter(sorted(every, key=lambda entry: entry.accepted))
        return self._in_turn(number, events)

    def revision(self, scope: Scope | None = None) -> int:
        """How many entries were taken in so far."""
        with self._file.reading() as connection:
            if connection is None:
                return 0
            query, values = ("revision-of-all", ()) if scope is None else ("revision", tuple(scope))
            return int(connection.execute(QUERIES[query], values).get)

    def outbox(self, limit: int) -> list[tuple[int, Message]]:
        """The oldest messages not yet sent on."""
        with self._file.reading() as connection:
            rows = connection.execute(QUERIES["outbox"], (limit,)) if connection else ()
            return [(number, Message(*rest)) for number, *rest in rows]

    def sent(self, numbers: Sequence[int]) -> None:
        """Forget these outbox messages."""
        with self._turn, self._writing() as connection:
            connection.executemany(QUERIES["sent"], [(number,) for number in numbers])

    def thin(self, before: int) -> int:
        """Give up most of the frames that make moments before this one quick to read."""
        with self._turn, self._writing() as connection:
            connection.execute(QUERIES["thin"], (before, _KEPT_FRAMES, _NEWEST_FRAMES))
            return int(connection.changes())

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block lasts nobody can write."""
        with self._file.writing():
            yield

    def ping(self) -> None:
        """Return when the store answers."""
        with self._file.reading():
            return

    def close(self) -> None:
        """Let go of everything held."""
        self._file.close()

    @contextmanager
    def _writing(self) -> Iterator[apsw.Connection]:
        with self._file.writing() as connection:
            self._still()
            yield connection

    def _in_turn(self, number: int, events: int) -> Iterator[Entry]:
        """The entries as they came, a chunk at a time: no transaction stays open while the reader thinks."""
        first = 1
        while first <= events:
            with self._file.reading() as connection:
                assert connection is not None
                chunk = next(journal.chunks(connection, number, first))
            yield from map(decode_entry, chunk)
            first = chunk.hi + 1

    @contextmanager
    def _asking(self, scope: Scope) -> Iterator[tuple[apsw.Connection, int, int]]:
        """A connection, and the scope's number and how many entries it has."""
        with self._file.reading() as connection:
            for number, events in connection.execute(QUERIES["find-scope"], tuple(scope)) if connection else ():
                assert connection is not None
                yield connection, number, events
                return
        raise UnknownIteration(f"no event of iteration {scope.iteration!r} of tenant {scope.tenant!r} has been seen")
