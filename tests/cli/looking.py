"""Somebody who looks at a graph while it is built anew."""

import threading
import time
from contextlib import closing
from pathlib import Path

from app.domain.graph import Scope
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import namespace
from tests.workers.desks import served_desk


class Looking(threading.Thread):
    """Somebody who looks all the time, through the store and into the database: how many tasks there are."""

    def __init__(self, data: Path, iteration: str) -> None:
        super().__init__()
        self._data, self._scope = data, Scope("local", iteration)
        self._over = threading.Event()
        self.through: list[int] = []
        self.into: list[int] = []
        self.revisions: list[int] = []
        self.fault: Exception | None = None

    def run(self) -> None:
        query = "MATCH (n:Task {graph: $g, tenant: $t, iteration: $i}) RETURN count(n)"
        known = {"g": namespace(self._data), "t": self._scope.tenant, "i": self._scope.iteration}
        try:
            with closing(served_desk(self._data, "reader")) as desk, closing(neo4j_database()) as database:
                while not self._over.wait(0.02):
                    self.revisions.append(desk.graph.revision())
                    self.through.append(len(desk.graph.snapshot(self._scope).labelled("Task")))
                    self.into += [number for (number,) in database.run(query, **known)]
        except Exception as fault:  # whatever it is, the test names it
            self.fault = fault

    def sees_more(self) -> None:
        """Wait until there is something to see that was not there before."""
        before, deadline = len(set(self.through)), time.monotonic() + 60
        while len(set(self.through)) < before + 2 and self.fault is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def ended(self) -> None:
        self._over.set()
        self.join()
        if self.fault:
            raise self.fault
