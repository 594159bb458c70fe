"""The graph store over any place that keeps rows: what ``app.ports.GraphStore`` promises, said in columns."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from app.columnar import journal
from app.columnar.codec import decode_entry
from app.columnar.diffing import difference
from app.columnar.mappings import snapshot_of
from app.columnar.reader import Reader
from app.columnar.rows import Place, Rows
from app.columnar.writer import Writer
from app.domain.difference import Diff
from app.domain.graph import EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.errors import StoreUnavailable, UnknownIteration
from app.ports import Batch, Message, ScopeInfo

Made = TypeVar("Made")

WINDOW = 8192
_KEPT_FRAMES = 8
_NEWEST_FRAMES = 4


class ColumnarGraph:
    """A GraphStore in the rows of ``place``.

    ``window``: after how many entries of a scope a window is sealed (see ``timeline``). ``present``: whether the
    writer keeps in mind what is there now (see ``present``).
    """

    def __init__(self, place: Place, window: int = WINDOW, present: bool = False) -> None:
        self._present = present
        self._place = place
        self._reader = Reader(place.reading)
        self._window = window
        self._writer: tuple[object, Writer] | None = None
        self._turn = threading.Lock()

    def append(self, batch: Batch) -> list[bool]:
        """Keep the batch, all or none; per entry whether it was new."""
        with self._turn:
            kept, fresh = self._place.write(lambda rows: self.take(rows, batch))
            self.keep(kept)
        return fresh

    def keep(self, kept: tuple[object, Writer]) -> None:
        """What was taken is in place: what the writer has in mind is true."""
        self._writer = kept

    def take(self, rows: Rows, batch: Batch) -> tuple[tuple[object, Writer], list[bool]]:
        """Tell the rows of the batch; what the writer has in mind then, and per entry whether it was new."""
        # Gone unless all goes well: what the writer has in mind must be what the store holds.
        kept, self._writer = self._writer, None
        _check_start(rows, batch)
        stamp = rows.stamp
        if kept is None or kept[0] != stamp:
            kept = (stamp, Writer(rows, self._window, self._present))
        fresh = kept[1].take(rows, list(batch.entries))
        rows.tell_each("set-position", [(batch.consumer, part, place) for part, place in batch.positions.items()])
        rows.tell_each("add-to-outbox", [(m.topic, m.key, m.value) for m in batch.outbox])
        return kept, fresh

    def together(self, works: Sequence[Callable[[], Made]]) -> list[Made]:
        """What each of these pieces of reading comes to."""
        return [work() for work in works]

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest position per partition that came with the consumer's batches."""
        with self._place.reading() as rows:
            return dict(rows.ask("positions", consumer)) if rows else {}

    def scopes(self) -> list[ScopeInfo]:
        """Every scope with at least one entry, in order of tenant and iteration."""
        with self._place.reading() as rows:
            found = rows.ask("scopes") if rows else ()
            return [ScopeInfo(Scope(tenant, iteration), *rest) for tenant, iteration, *rest in found]

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        """The graph of the scope at one moment; nodes and edges are made when they are read."""
        with self._asking(scope) as (rows, number, events):
            return snapshot_of(self._reader.view(rows, number, events, as_of))

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        """What lies between two moments."""
        with self._asking(scope) as (rows, number, events):
            return difference(*self._reader.views(rows, number, events, (before, after)))

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        """Every fact about the entity, in order of valid time and acceptance."""
        with self._asking(scope) as (rows, number, events):
            entries = self._reader.about(rows, number, events, entity)
        versions = [
            Version(fact.valid_at, entry.accepted, fact.op, fact.props, entry.event_id, entry.event_type, entry.trace)
            for entry in entries
            if entry.accepted <= as_of.known
            for fact in entry.facts
            if fact.entity == entity and fact.valid_at <= as_of.valid
        ]
        return sorted(versions, key=lambda v: (v.valid_at, v.accepted))

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        """The newest ``limit`` events of a span of valid time, in order."""
        with self._asking(scope) as (rows, number, _):
            return journal.around(rows, number, (start, end), known, limit)

    def entries(self, scope: Scope) -> Iterator[Entry]:
        """Everything kept for the scope, in order of acceptance."""
        with self._asking(scope) as (rows, number, events):
            if rows.one("any-out-of-turn", number):
                every = [decode_entry(body) for chunk in journal.chunks(rows, number, 1) for body in chunk]
                return iter(sorted(every, key=lambda entry: entry.accepted))
        return self._in_turn(number, events)

    def revision(self, scope: Scope | None = None) -> int:
        """How many entries were taken in so far."""
        with self._place.reading() as rows:
            if rows is None:
                return 0
            return int(rows.one("revision-of-all") if scope is None else rows.one("revision", *scope))

    def outbox(self, limit: int, shares: Collection[int] | None = None) -> list[tuple[int, Message]]:
        """The oldest messages not yet sent on; they are not told apart by shares."""
        with self._place.reading() as rows:
            found = rows.ask("outbox", limit) if rows else ()
            return [(number, Message(*rest)) for number, *rest in found]

    def sent(self, numbers: Sequence[int]) -> None:
        """Forget these outbox messages."""
        with self._turn:
            self._place.write(lambda rows: rows.tell_each("sent", [(number,) for number in numbers]))

    def thin(self, before: int) -> int:
        """Give up most of the frames that make moments before this one quick to read."""
        with self._turn:
            return self._place.write(lambda rows: rows.change("thin", before, _KEPT_FRAMES, _NEWEST_FRAMES))

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write."""
        return self._place.held()

    def ping(self) -> None:
        """Return when the store answers."""
        with self._place.reading():
            return

    def close(self) -> None:
        """Let go of everything held."""
        self._place.close()

    def _in_turn(self, number: int, events: int) -> Iterator[Entry]:
        """The entries as they came, a chunk at a time: no transaction stays open while the reader thinks."""
        first = 1
        while first <= events:
            with self._place.reading() as rows:
                assert rows is not None
                chunk = journal.chunk_of(rows, number, first)
            yield from map(decode_entry, chunk)
            first = chunk.hi + 1

    @contextmanager
    def _asking(self, scope: Scope) -> Iterator[tuple[Rows, int, int]]:
        """Rows, and the scope's number in them and how many entries it has."""
        with self._place.reading() as rows:
            for number, events in rows.ask("find-scope", *scope) if rows else ():
                assert rows is not None
                yield rows, number, events
                return
        raise UnknownIteration(f"no event of iteration {scope.iteration!r} of tenant {scope.tenant!r} has been seen")


def _check_start(rows: Rows, batch: Batch) -> None:
    """Somebody else may have taken the consumer further, or a restored store may lie further back."""
    stands: dict[str, int] = dict(rows.ask("positions", batch.consumer)) if batch.starts else {}
    for part, place in batch.starts.items():
        if stands.get(part, 0) != place:
            raise StoreUnavailable(
                f"the graph stands at {stands.get(part, 0)} of {part} for {batch.consumer}, and the batch starts at "
                f"{place}: it is refused, and begun anew from there"
            )
