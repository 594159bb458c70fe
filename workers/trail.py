"""The log as far as a leader is past it, each record read once: what is read too early is kept until its turn."""

from collections.abc import Mapping

from app.desk import Desk
from app.ports import Positions, Record
from workers.ingest import TOPICS
from workers.positions import after, within


class Trail:
    """What follows the leader's positions in the graph, up to ``batch`` records at a time."""

    def __init__(self, desk: Desk, leader: str, batch: int) -> None:
        self._desk, self._leader, self._batch = desk, leader, batch
        self._ahead: list[Record] = []
        self._shares: frozenset[int] | None = None

    def begin(self) -> None:
        """Forget what was read ahead: whoever follows stands elsewhere now."""
        self._ahead = []

    def next(self, positions: Positions, shares: frozenset[int] | None = None) -> list[Record]:
        """The records from these positions on that the leader is past. They come again until the positions say that
        they are done with. Reading ahead goes on beside records whose turn is long in coming."""
        if shares != self._shares:
            self.begin()
            self._shares = shares
        bounds = self._desk.graph.positions(self._leader)
        self._ahead = [item for item in self._ahead if not within(item, positions)]
        if ripe := self._ripe(bounds):
            return ripe
        if len(self._ahead) < self._batch and _beyond(bounds, {**positions, **after(self._ahead)}):
            places = {**positions, **after(self._ahead)}
            self._ahead += self._desk.log.read(TOPICS, places, self._batch - len(self._ahead), shares)
        return self._ripe(bounds)

    def _ripe(self, bounds: Mapping[str, int]) -> list[Record]:
        return [item for item in self._ahead if within(item, bounds)]


def _beyond(bounds: Mapping[str, int], places: Mapping[str, int]) -> bool:
    """Whether there is anything that the leader is past and that was not read yet."""
    return any(bound > places.get(name, 0) for name, bound in bounds.items())
