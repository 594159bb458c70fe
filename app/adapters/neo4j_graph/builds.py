"""The graph store of one name in Neo4j, while another is built beside it and takes its place.

A node says which build is in use. The live graph that people look at belongs to the name: a build that takes the
place brings it up to date, node by node, so that nobody finds it empty.
"""

import threading
import time
from contextlib import closing
from typing import Final

from app.adapters.neo4j_graph.database import Asks, Neo4jDatabase, Run
from app.adapters.neo4j_graph.place import drop_live, drop_rows
from app.adapters.neo4j_graph.schema import QUERIES, bring_up_to_date
from app.adapters.neo4j_graph.store import Neo4jGraph
from app.columnar.following import SWITCHED, FollowingGraph
from app.errors import StoreUnavailable
from app.ports import GraphStore

LOOK_AGAIN_S: Final = 0.1
"""So long a reader goes on with the store that it knows."""
AWAY_S: Final = 0.5
"""So long nobody asks again after a question that was not answered."""


class CurrentNeo4jGraph(FollowingGraph):
    """``app.ports.GraphStore`` and ``app.ports.builds.GraphBuilds`` over whichever build of ``name`` is in use."""

    def __init__(self, database: Neo4jDatabase, name: str, read_only: bool = False) -> None:
        self._database = database
        self._name = name
        self._read_only = read_only
        self._turn = threading.Lock()
        self._seen = 0.0
        self._number = -1
        self._away, self._away_until = "", 0.0
        self._store: _InUse | None = None

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def beside(self) -> tuple[GraphStore, str]:
        """An empty store that nobody else knows of, and its name."""
        bring_up_to_date(self._database)
        ((number,),) = self._database.run(QUERIES["next-build"], graph=self._name)
        ns = self._ns(number)
        return Neo4jGraph(self._database.afresh(), ns, live=""), ns

    def switch(self, name: str) -> None:
        """From now on the store of this name is in use. What is neither it nor its predecessor goes."""
        self._database.run(QUERIES["switch-build"], graph=self._name, build=_number(name))
        self._seen = 0.0
        store, number = self._look()
        store.show()
        held = [list(info.scope) for info in store.scopes()]
        self._database.run(QUERIES["hide-iterations"], graph=self._name, held=held)
        ((before,),) = self._database.run(QUERIES["build-before"], graph=self._name)
        for (ns,) in self._database.run(QUERIES["builds"], prefix=f"{self._name}/"):
            if _number(ns) not in (number, before):
                drop_rows(self._database, ns)

    def drop(self, name: str = "") -> None:
        """Remove a store that was built and is not in use; without a name, all that there is, also when closed."""
        if name:
            drop_rows(self._database, name)
            return
        with closing(self._database.afresh()) as database:
            for (ns,) in database.run(QUERIES["builds"], prefix=f"{self._name}/"):
                drop_rows(database, ns)
            drop_live(database, self._name)
            database.run(QUERIES["drop-builds"], graph=self._name)

    def _look(self) -> tuple[Neo4jGraph, int]:
        with self._turn:
            if self._store is None or time.monotonic() > self._seen + LOOK_AGAIN_S:
                number, self._seen = self._asked(), time.monotonic()
                if number != self._number:
                    self._number = number
                    self._store = _InUse(self._database, self._ns(number), self._name, self._read_only)
            assert self._store is not None
            return self._store, self._number

    def _asked(self) -> int:
        """The number of the build in use. Of many who ask while the server is away one waits for it, and all others
        are told what came of that; else they would wait one after the other, long after it is back."""
        if self._away and time.monotonic() < self._away_until:
            raise StoreUnavailable(self._away)
        try:
            number, self._away = self._current(), ""
        except StoreUnavailable as flaw:
            self._away, self._away_until = str(flaw), time.monotonic() + AWAY_S
            raise
        return number

    def _current(self) -> int:
        with self._database.reading() as run:
            return _in_use(run, self._name)

    def _ns(self, number: int) -> str:
        return f"{self._name}/{number}"


class _InUse(Neo4jGraph):
    """A build that was found in use: once it is exchanged, nothing is written to it any more."""

    def _still(self, run: Run) -> None:
        """Called once the store can be written to: it may have been exchanged while its writer waited."""
        if _in_use(run, self.live) != _number(self.ns):
            raise StoreUnavailable(SWITCHED)


def _in_use(run: Asks, name: str) -> int:
    found = run.run(QUERIES["build"], {"graph": name}).values()
    return int(found[0][0]) if found else 0


def _number(ns: str) -> int:
    return int(ns.rpartition("/")[2])
