"""Workers that follow the graph: measures and search, each with a position of its own."""

from collections.abc import Sequence
from typing import Final

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.errors import StoreUnavailable
from app.ports import Record
from app.traced.trip import trip
from app.use_cases import conclude, record
from app.use_cases.documents import documents_of
from app.use_cases.measure import measured
from app.use_cases.record import Accepted
from workers.decode import carried, decoded
from workers.positions import after
from workers.trail import Trail

MEASURES: Final = "measures"
SEARCH: Final = "search"
_DONE: Final = ("workflow.completed", "run.completed", "analysis.completed")
_SIGNS: Final = tuple(word.encode() for word in _DONE)


class Measures:
    """Samples the figures of each stream whenever one of its analyses, runs or workflows completes."""

    def __init__(self, desk: Desk, batch: int = 4_000) -> None:
        self._desk = desk
        self._trail = Trail(desk, conclude.CONSUMER, batch, _may_complete)
        self._positions = desk.metrics.positions(MEASURES)

    def step(self) -> int:
        """Measure what the graph has been judged about since the last time. Returns how many records that was."""
        records, reached = self._trail.next(self._positions)
        if not reached:
            return 0
        events, positions = decoded(records).events, {**self._positions, **reached}
        with trip(self._desk.tracing, MEASURES, map(carried, events)):
            moments = _completed(events)
            samples = [
                s for (scope, at), known in moments for s in measured(self._desk.graph, scope, AsOf(at, known))
            ]
            self._desk.metrics.record(MEASURES, positions, samples)
        passed = sum(place - self._positions.get(name, 0) for name, place in reached.items())
        self._positions = positions
        return passed


class Search:
    """Makes findable what the graph holds, each worker the shares of the stream that are its own.

    The index says where it stands, and refuses what starts elsewhere: two who believe to have the same share, or one
    who did not hear that a fresh index has taken the place of the old one, do no harm; who is refused begins anew.
    """

    def __init__(self, desk: Desk, batch: int = 1_000) -> None:
        self._desk = desk
        self._trail = Trail(desk, record.CONSUMER, batch)
        self._shares: frozenset[int] = frozenset()
        self._begin()

    def step(self) -> int:
        """Index what the graph has taken in since the last time. Returns how many records were read.

        Raises StoreUnavailable: nothing is lost, the same records come again.
        """
        try:
            return self._step()
        except StoreUnavailable:
            self._lost = True
            raise

    def _begin(self) -> None:
        self._trail.begin()
        self._positions = self._desk.search.positions(SEARCH)
        self._lost = False

    def _step(self) -> int:
        shares = self._desk.shares.mine(SEARCH)
        if self._lost or shares - self._shares:  # what comes from others stands where they left it
            self._begin()
        self._shares = shares
        records = self._next()
        if not records:
            return 0
        events, moved = decoded(records).events, after(records)
        with trip(self._desk.tracing, SEARCH, map(carried, events)):
            documents = [d for one in events for d in documents_of(one.event, one.accepted)]
            self._desk.search.index(SEARCH, moved, documents, starts=self._positions)
        self._positions |= moved
        self._desk.log.commit(SEARCH, moved)
        return len(records)

    def _next(self) -> list[Record]:
        """What follows; where another index has taken the place of this one, that is more."""
        records, _ = self._trail.next(self._positions, self._shares)
        if records or self._desk.search.positions(SEARCH) == self._positions:
            return records
        self._begin()
        return self._trail.next(self._positions, self._shares).records


def _may_complete(record: Record) -> bool:
    """Whether the message may say that something was completed: most do not, and need not be decoded to see that."""
    return any(word in record.value for word in _SIGNS)


def _completed(events: Sequence[Accepted]) -> list[tuple[tuple[Scope, int], int]]:
    """The moments at which something was completed, each with the acceptance of the last event that says so.

    What was known then does not change any more: whoever measures later, or again, measures the same.
    """
    known: dict[tuple[Scope, int], int] = {}
    for event, accepted in ((item.event, item.accepted) for item in events):
        if event.event_type.endswith(_DONE):
            at = (Scope(event.tenant_id, event.iteration_id), event.timestamp)
            known[at] = max(accepted, known.get(at, 0))
    return sorted(known.items())
