"""Reading: from a scope and a moment to a view."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from weakref import WeakValueDictionary

import numpy as np

from app.columnar import journal
from app.columnar.catalogue import Catalogue
from app.columnar.layout import Layout
from app.columnar.odd import OddEntities
from app.columnar.recent import Recent
from app.columnar.rows import Expected, Row, Rows
from app.columnar.state import arrived_by, first_of, state, states
from app.columnar.values import Ints, Words
from app.columnar.view import Odd, View
from app.domain.graph import EdgeId, Entry, NodeId
from app.domain.moments import AsOf

Reading = Callable[[], AbstractContextManager[Rows | None]]
_RECENT_BYTES = 8_000_000
_SCOPES_IN_MIND = 64
_WORKING_SPACE = 12_000_000


class Reader:
    """What the threads of one process share to read quickly; nothing in it is ever wrong, only missing."""

    def __init__(self, reading: Reading) -> None:
        # A large block given back at once teaches the C library not to return memory to the system
        # after every snapshot: fetching it anew, page by page, would cost more than the snapshot.
        bytearray(_WORKING_SPACE)
        self._reading = reading
        self._recent = Recent(_RECENT_BYTES)
        self._scopes = Recent(_SCOPES_IN_MIND)
        self._lock = threading.Lock()
        self._held: WeakValueDictionary[int, View] = WeakValueDictionary()
        """The latest view of each scope, as long as somebody else holds it."""
        self._words = Words(self._fetch_words)
        self._names: list[str] = []

    def view(self, rows: Rows, scope: int, events: int, as_of: AsOf) -> View:
        """The scope, which has so many events, at this moment."""
        rows.expect(*self._first(scope, events), *first_of(scope, events, as_of))
        layout = self._layout(rows, scope, events)
        seq = arrived_by(rows, scope, events, as_of.known)
        frame = state(rows, scope, (as_of.valid, seq), layout.size, self._recent)
        odd = self._odd(rows, scope, (events, seq), as_of, layout)
        view = View(layout, frame, self._words, odd, self._held.get(scope))
        self._held[scope] = view
        return view

    def views(self, rows: Rows, scope: int, events: int, span: tuple[AsOf, AsOf]) -> tuple[View, View, Ints]:
        """The scope at two moments, and the cells that may differ between them."""
        layout = self._layout(rows, scope, events)
        seqs = [arrived_by(rows, scope, events, as_of.known) for as_of in span]
        moments = (span[0].valid, seqs[0]), (span[1].valid, seqs[1])
        *sides, cells = states(rows, scope, moments, layout.size, self._recent)
        before, after = (
            View(layout, frame, self._words, self._odd(rows, scope, (events, seq), as_of, layout))
            for frame, seq, as_of in zip(sides, seqs, span, strict=True)
        )
        return before, after, cells

    def about(self, rows: Rows, scope: int, events: int, entity: NodeId | EdgeId) -> list[Entry]:
        """All entries that speak of the entity, in order of arrival."""
        rows.expect(*self._first(scope, events), ("touched-upto", [(scope,)]))
        number = self._layout(rows, scope, events).index.get(entity)
        return [] if number is None else journal.about(rows, scope, [number])

    def _first(self, scope: int, events: int) -> list[Expected]:
        """What is asked before anything else about a scope that has so many events."""
        with self._lock:
            return self._scope(scope).expects(events)

    def _scope(self, scope: int) -> "_Kept":
        return self._scopes.get(scope, lambda: (1, _Kept(scope)))

    def _layout(self, rows: Rows, scope: int, events: int) -> Layout:
        with self._lock:
            kept = self._scope(scope)
            if kept.events < events:  # another thread may be further on already; catalogues only grow
                kept.refresh(rows, events)
            assert kept.layout is not None
            return kept.layout

    def _odd(self, rows: Rows, scope: int, arrival: tuple[int, int], as_of: AsOf, layout: Layout) -> Odd:
        """The entities that columns cannot tell: marked ones, and those of entries that came out of turn."""
        events, seq = arrival
        numbers = {number for (number,) in rows.ask("odd", scope)}
        for (body,) in rows.ask("out-of-turn", scope, seq, as_of.known):
            numbers.update(np.frombuffer(body, np.uint32).tolist())
        if not numbers:
            return {}
        key = ("odd", scope, events, frozenset(numbers))
        return self._recent.get(key, lambda: _odd_entities(rows, scope, numbers, layout)).at(as_of)

    def _fetch_words(self, codes: Iterable[int]) -> Iterator[Row]:
        with self._reading() as rows:
            assert rows is not None
            yield from rows.ask_each("words-before", ((code,) for code in codes))


class _Kept:
    """A scope's catalogue, how many events it covers, and the layout made of it."""

    def __init__(self, scope: int) -> None:
        self.events = 0
        self.layout: Layout | None = None
        self._catalogue = Catalogue(scope)

    def expects(self, events: int) -> list[Expected]:
        """What ``refresh`` will ask, if it has to."""
        if self.events >= events:
            return []
        scope, entities, cells = self._catalogue.expects()
        return [("entities", [(scope, entities)]), ("cells", [(scope, cells)]), ("names", [()])]

    def refresh(self, rows: Rows, events: int) -> None:
        """Read what is new."""
        if self._catalogue.refresh(rows) or self.layout is None:
            known = list(rows.ask("names"))
            names = ["", "", *(name for name, _ in sorted(known, key=lambda row: int(row[1])))]
            self.layout = Layout(self._catalogue, names)
        self.events = events


def _odd_entities(rows: Rows, scope: int, numbers: set[int], layout: Layout) -> tuple[int, OddEntities]:
    entries = journal.about(rows, scope, numbers)
    return 400 * len(entries), OddEntities({layout.entities[n]: n for n in numbers}, entries)
