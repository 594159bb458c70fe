"""Links that still wait for their other end: counted, and those that have waited for a day called unlinked."""

from typing import Final

from app.desk import Desk
from app.domain import labels
from app.domain.graph import Scope
from app.domain.state import read
from app.lenses.words import plural
from app.ports import GraphStore, Sample

UNLINKED_AFTER_MS: Final = 24 * 3_600_000


class Waits:
    """How many links wait in each iteration. An iteration is read when it changed; how long its links have waited
    by now is asked each time, since that changes by itself."""

    def __init__(self) -> None:
        self._since: dict[Scope, tuple[int, list[int]]] = {}
        self._told: dict[Scope, tuple[int, int]] = {}

    def count(self, desk: Desk) -> str:
        """Count, and record what is another number than before; one sentence of all of them."""
        now = desk.clock()
        infos = desk.graph.scopes()
        counts = {info.scope: self._count(desk.graph, info.scope, info.revision, now) for info in infos}
        for scope, (pending, unlinked) in counts.items():
            if self._told.get(scope) != (pending, unlinked):
                desk.metrics.record("jobs", {}, samples(scope, now, pending, unlinked))
        self._told = counts
        pending, unlinked = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
        long = f", {unlinked} of them for over a day" if unlinked else ""
        waits = "link waits" if pending == 1 else "links wait"
        return f"{pending} {waits} in {plural(len(infos), 'iteration')}{long}"

    def _count(self, graph: GraphStore, scope: Scope, revision: int, now: int) -> tuple[int, int]:
        if self._since.get(scope, (0, []))[0] != revision:
            self._since[scope] = (revision, waiting_since(graph, scope))
        waiting = self._since[scope][1]
        return len(waiting), sum(since <= now - UNLINKED_AFTER_MS for since in waiting)


def waiting_since(graph: GraphStore, scope: Scope) -> list[int]:
    """For each pending link since when it waits (ms)."""
    return [node.since for node in read(graph.snapshot(scope)).of(labels.PENDING_LINK).values()]


def samples(scope: Scope, now: int, pending: int, unlinked: int) -> list[Sample]:
    """The two measures of an iteration (domain 4)."""
    return [
        Sample(scope, "links.pending", now, float(pending)),
        Sample(scope, "links.unlinked", now, float(unlinked)),
    ]
