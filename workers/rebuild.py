"""A second graph, built from archive and log beside the one in use, compared with it, and put in its place.

Readers see the old graph until the new one stands; the worker that writes is kept waiting only while the last
records are taken in and compared. What was published when the old graph was built is not published again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import msgspec

from app.desk import Desk
from app.domain.events import STREAMS
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.errors import StoreUnavailable
from app.ports import EventLog, GraphStore, Message, Positions, Record
from app.use_cases import conclude, record
from app.use_cases.progress import reached
from workers.ingest import Ingest

Say = Callable[[int], None]
"""Told now and then how many records were taken in so far."""

PAUSE_S: Final = 0.1
WAIT_S: Final = 60.0


class Compared(msgspec.Struct, frozen=True):
    """One iteration in both graphs: how many entries, and the state hash (R-32) of each."""

    scope: Scope
    entries: int
    live: str
    built: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.live == self.built


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
    """A log that is read again: what follows from its events was published when they came first."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def append(self, messages: Sequence[Message]) -> list[Record]:
        return []

    def read(self, topics: Sequence[str], after: Positions, limit: int) -> list[Record]:
        return self._log.read(topics, after, limit)

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

    def ping(self) -> None:
        self._log.ping()

    def close(self) -> None:
        return None


def rebuild(desk: Desk, say: Say, *, switch: bool = True, differing: bool = False, wait_s: float = WAIT_S) -> Rebuilt:
    """Build, compare, and switch when both agree (or ``differing`` is wanted).

    Raises StoreUnavailable when the graph in use does not come to rest within ``wait_s``: it is compared at a
    moment at which it holds, judged, all that is on the log.
    """
    built, name = desk.builds.beside()
    kept = False
    try:
        ingest = Ingest(replace(desk, graph=built, log=Retold(desk.log)))
        records = _taken_in(ingest, say)
        with _at_rest(desk, ingest, wait_s):
            compared = tuple(_compared(desk.graph, built))
            kept = switch and (differing or all(one.agrees for one in compared))
            if kept:
                desk.builds.switch(name)
    finally:
        built.close()
        if not kept:
            desk.builds.drop(name)
    return Rebuilt(records, compared, name, kept)


def _taken_in(ingest: Ingest, say: Say) -> int:
    taken = 0
    while True:
        number = ingest.step()
        taken += number
        if number:
            say(taken)
        elif ingest.idle():
            return taken
        else:
            time.sleep(0.02)  # the last burst of acceptance may still grow


@contextmanager
def _at_rest(desk: Desk, ingest: Ingest, wait_s: float) -> Iterator[None]:
    """Nobody writes, and both graphs hold all that is on the log, judged."""
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        _taken_in(ingest, lambda _taken: None)
        with desk.builds.held():
            if _is_complete(desk):
                _taken_in(ingest, lambda _taken: None)
                yield
                return
        time.sleep(PAUSE_S)
    raise StoreUnavailable(
        f"the graph in use has not taken in and judged all that is on the log within {wait_s:g} s; is a worker "
        "running? mission-control status shows how far it is"
    )


def _is_complete(desk: Desk) -> bool:
    ends = desk.log.ends(STREAMS)
    return all(reached(desk.graph.positions(name), ends) for name in (record.CONSUMER, conclude.CONSUMER))


def _compared(live: GraphStore, built: GraphStore) -> Iterator[Compared]:
    both = {info.scope: info.events for store in (built, live) for info in store.scopes()}
    for scope, entries in sorted(both.items()):
        yield Compared(scope, entries, _hash(live, scope), _hash(built, scope))


def _hash(store: GraphStore, scope: Scope) -> str:
    return state_hash(store.entries(scope)) if store.revision(scope) else ""
