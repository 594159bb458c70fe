"""Links counted: those that join, those that still wait for their other end, and of these the ones that have waited
for a day, called unlinked."""

from typing import Final, NamedTuple

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.state import read
from app.lenses.words import plural
from app.ports import GraphStore, Sample
from app.use_cases.links import links

UNLINKED_AFTER_MS: Final = 24 * 3_600_000


class _Found(NamedTuple):
    """The links of an iteration as of one revision: how many join, and since when (ms) each of the others waits."""

    revision: int
    joined: int
    since: list[int]


class Waits:
    """How many links wait in each iteration. An iteration is read when it changed; how long its links have waited
    by now is asked each time, since that changes by itself."""

    def __init__(self) -> None:
        self._found: dict[Scope, _Found] = {}
        self._told: dict[Scope, tuple[int, int, int]] = {}

    def count(self, desk: Desk) -> str:
        """Count, and record what is another number than before; one sentence of all of them."""
        now = desk.clock()
        infos = desk.graph.scopes()
        counts = {info.scope: self._count(desk.graph, info.scope, info.revision, now) for info in infos}
        for scope, numbers in counts.items():
            if self._told.get(scope) != numbers:
                desk.metrics.record("jobs", {}, samples(scope, now, *numbers))
        self._told = counts
        pending, unlinked = (sum(numbers[place] for numbers in counts.values()) for place in (1, 2))
        long = f", {unlinked} of them for over a day" if unlinked else ""
        waits = "link waits" if pending == 1 else "links wait"
        return f"{pending} {waits} in {plural(len(infos), 'iteration')}{long}"

    def _count(self, graph: GraphStore, scope: Scope, revision: int, now: int) -> tuple[int, int, int]:
        found = self._found.get(scope)
        if found is None or found.revision != revision:
            state = read(graph.snapshot(scope))
            all_of_it = links(state, now)
            found = _Found(revision, len(all_of_it.links), [link.since for link in all_of_it.pending])
            self._found[scope] = found
        return found.joined, len(found.since), sum(since <= now - UNLINKED_AFTER_MS for since in found.since)


def samples(scope: Scope, now: int, joined: int, pending: int, unlinked: int) -> list[Sample]:
    """The measures of an iteration's links (domain 4); those unlinked are among those pending."""
    numbers = {"joined": joined, "pending": pending, "unlinked": unlinked}
    return [Sample(scope, f"links.{name}", now, float(number)) for name, number in numbers.items()]
