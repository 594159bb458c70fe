"""The log as far as a leader is past it, each record read once: what is read too early is kept until its turn."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.desk import Desk
from app.domain.partitions import SHARES
from app.errors import SchemaAway
from app.ports import Positions, Record
from workers.ingest import TOPICS
from workers.positions import after, held, within
from workers.resting import Resting


class Stretch(NamedTuple):
    """Records whose turn has come, and where whoever follows stands once they are done with."""

    records: list[Record]
    reached: dict[str, int]


class Trail:
    """What follows the leader's positions in the graph, read up to ``batch`` records at a time. Where a message is in
    a schema that nobody can be asked about just now, its share of the stream waits, and the others go on.

    ``wanted``: which records concern whoever follows; by the others it merely passes, and none of them waits for the
    leader in memory.
    """

    def __init__(
        self, desk: Desk, leader: str, batch: int, wanted: Callable[[Record], bool] = lambda _: True
    ) -> None:
        self._desk, self._leader, self._batch, self._wanted = desk, leader, batch, wanted
        self._ahead: list[Record] = []
        self._read: dict[str, int] = {}
        self._shares: frozenset[int] = SHARES
        self._resting = Resting(desk.schemas)

    def begin(self) -> None:
        """Forget what was read ahead: whoever follows stands elsewhere now."""
        self._ahead, self._read = [], {}

    def next(self, positions: Positions, shares: frozenset[int] = SHARES) -> Stretch:
        """What follows these positions and the leader is past. It comes again until the positions say that it is done
        with. Reading ahead goes on beside records whose turn is long in coming."""
        active = self._resting.active(shares)
        if active != self._shares:
            self.begin()
            self._shares = active
        bounds = held(self._desk.graph.positions(self._leader), active)
        self._ahead = [item for item in self._ahead if not within(item, positions)]
        if ripe := self._ripe(bounds):
            return Stretch(ripe, self._reached(positions, bounds))
        if len(self._ahead) < self._batch:
            self._read_on({**self._read, **_later(positions, self._read)}, bounds)
        return Stretch(self._ripe(bounds), self._reached(positions, bounds))

    def _read_on(self, places: Mapping[str, int], bounds: Mapping[str, int]) -> None:
        if any(bound > places.get(name, 0) for name, bound in bounds.items()):
            found = self._found(places)
            self._ahead += filter(self._wanted, found)
            self._read = {**places, **after(found)}

    def _found(self, places: Mapping[str, int]) -> list[Record]:
        try:
            return self._desk.log.read(TOPICS, places, self._batch, self._shares)
        except SchemaAway as flaw:
            self._resting.rest(flaw)
            return []

    def _ripe(self, bounds: Mapping[str, int]) -> list[Record]:
        return [item for item in self._ahead if within(item, bounds)]

    def _reached(self, positions: Positions, bounds: Mapping[str, int]) -> dict[str, int]:
        """As far as was read and the leader is past: what waits still lies beyond that."""
        found = {name: min(place, bounds.get(name, 0)) for name, place in self._read.items()}
        return _later(found, positions)


def _later(places: Mapping[str, int], than: Mapping[str, int]) -> dict[str, int]:
    """Those of the places that lie beyond the others."""
    return {name: place for name, place in places.items() if place > than.get(name, 0)}
