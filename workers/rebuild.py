"""A second graph, built from archive and log beside the one in use, compared with it, and put in its place.

Readers see the old graph until the new one stands. The new one follows the one in use, in what it takes in and in
what it judges, so that both can be compared at any moment, however many events come meanwhile; the worker that
writes is kept waiting only while the last records are taken in and what changed lately is compared. What was
published when the old graph was built is not published again.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from app.desk import Desk
from app.errors import StoreUnavailable
from app.ports import UNDIVIDED, EventLog, GraphStore, Message, Positions, Record
from app.use_cases import conclude, record
from app.use_cases.progress import reached
from workers.comparison import Compared, Hashes, compare, hash_ahead
from workers.ingest import Ingest
from workers.positions import within

Say = Callable[[int], None]
"""Told now and then how many records were taken in so far."""

NEAR: Final = 500
"""So few records behind the graph in use the new one is near enough to keep the writer waiting for the rest."""
PAUSE_S: Final = 0.02
WAIT_S: Final = 60.0


class Rebuilt(msgspec.Struct, frozen=True):
    """How a rebuild went: the records read, the comparison, the name of the new store, and whether it is in use."""

    records: int
    compared: tuple[Compared, ...]
    name: str
    switched: bool

    @property
    def agrees(self) -> bool:
        """Whether both graphs say the same of every iteration."""
        return all(one.agrees for one in self.compared)


class Retold(EventLog):
    """A log that is read again, as far as the graph in use has read it: what follows from its events was published
    when they came first."""

    def __init__(self, log: EventLog, live: GraphStore) -> None:
        self._log, self._live = log, live

    def append(self, messages: Sequence[Message]) -> list[Record]:
        return []

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        bounds = self._live.positions(record.CONSUMER)
        if reached(after, bounds):
            return []
        return [item for item in self._log.read(topics, after, limit, shares) if within(item, bounds)]

    def wait(self, timeout_s: float) -> None:
        self._log.wait(timeout_s)

    def commit(self, group: str, positions: Positions) -> None:
        return None

    def committed(self, group: str) -> dict[str, int]:
        return self._log.committed(group)

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        return self._log.ends(topics)

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        return self._log.seek(topics, known_ms)

    def trim(self, before: Positions) -> int:
        return 0

    def begin(self, positions: Positions, accepted: int) -> None:
        return None

    def remark(self) -> str:
        return self._log.remark()

    def ping(self) -> None:
        self._log.ping()

    def close(self) -> None:
        return None


def rebuild(desk: Desk, say: Say, *, switch: bool = True, differing: bool = False, wait_s: float = WAIT_S) -> Rebuilt:
    """Build, compare, and switch when both agree (or ``differing`` is wanted).

    Raises StoreUnavailable when the new graph gets no nearer to the one in use for ``wait_s``: then that one holds
    what neither archive nor log does.
    """
    built, name = desk.builds.beside()
    kept = False
    try:
        follower = _Follower(desk, built, say, wait_s)
        follower.come_near()
        live, new = Hashes(desk.graph), Hashes(built)
        hash_ahead(live, new)
        follower.come_near()
        with desk.builds.held():
            follower.draw_level()
            compared = tuple(compare(live, new))
            kept = switch and (differing or all(one.agrees for one in compared))
            if kept:
                desk.builds.switch(name)
    finally:
        built.close()
        if not kept:
            desk.builds.drop(name)
    return Rebuilt(follower.taken, compared, name, kept)


class _Follower:
    """The new graph on the heels of the one in use."""

    def __init__(self, desk: Desk, built: GraphStore, say: Say, wait_s: float) -> None:
        self._live, self._built, self._say = desk.graph, built, say
        self._wait_s, self._moved = wait_s, time.monotonic()
        beside = replace(desk, graph=built, log=Retold(desk.log, desk.graph), shares=UNDIVIDED)
        self._ingest = Ingest(beside, judges_up_to=lambda: desk.graph.positions(conclude.CONSUMER))
        self.taken = 0

    def come_near(self) -> None:
        """Take in what the graph in use holds, until little is left."""
        while self._behind(record.CONSUMER) > NEAR or self._behind(conclude.CONSUMER) > NEAR:
            self._step()

    def draw_level(self) -> None:
        """Take in and judge exactly what the graph in use has; nobody may write to that meanwhile."""
        while self._behind(record.CONSUMER) or self._behind(conclude.CONSUMER):
            self._step()

    def _behind(self, consumer: str) -> int:
        ahead, mine = self._live.positions(consumer), self._built.positions(consumer)
        return sum(max(0, place - mine.get(name, 0)) for name, place in ahead.items())

    def _step(self) -> None:
        before = self._built.revision()
        number = self._ingest.step()
        self.taken += number
        if number or self._built.revision() != before:
            self._moved = time.monotonic()
            self._say(self.taken)
        elif time.monotonic() > self._moved + self._wait_s:
            raise StoreUnavailable(
                f"the graph in use is ahead of what archive and log hold, and has been for {self._wait_s:g} s; was "
                "it restored without its log? mission-control status shows where it stands"
            )
        else:
            time.sleep(PAUSE_S)
