"""What the stores hold, taken out through their ports into copies, and put back: whichever products they are.

Positions are read before what they belong to, and everything is known by its own name; so what comes meanwhile is in
the copy once, however it was met. The graph comes last and is completed while nobody writes, so that nothing that
follows the graph is ahead of it.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, TypeVar

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.moments import LATEST_VALID
from app.ports import AuditBook, Batch, Copies, GraphStore, MetricStore, Sample, SearchIndex
from app.use_cases.audit import AUDIT
from app.use_cases.progress import CONSUMER, JUDGE
from app.use_cases.snapshots import MEASURES, SEARCH

AT_ONCE: Final = 2_000
"""So many entries, samples or documents are written in one go."""
Item = TypeVar("Item")


class Transfer:
    """Between the stores of a desk and copies of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def out(self, copies: Copies) -> None:
        """Fill the copies, which are empty, with what the stores hold now."""
        desk = self._desk
        _measures(desk.metrics, copies.metrics, [info.scope for info in desk.graph.scopes()])
        _documents(desk.search, copies.search)
        _deeds(desk.audit, copies.audit)
        taken = _entries(desk.graph, copies.graph, {})
        with desk.builds.held():
            _entries(desk.graph, copies.graph, taken)
            _places(desk.graph, copies.graph)

    def graph_in(self, graph: GraphStore) -> str:
        """Make it one that stands beside the graph in use. Returns its name."""
        built, name = self._desk.builds.beside()
        try:
            _entries(graph, built, {})
            _places(graph, built)
        except BaseException:
            self._desk.builds.drop(name)
            raise
        finally:
            built.close()
        return name

    def others_in(self, copies: Copies) -> None:
        """Search and audit log then hold what the copies hold; measures that came since stay, and come again."""
        desk = self._desk
        _measures(copies.metrics, desk.metrics, [info.scope for info in copies.graph.scopes()])
        fresh = desk.search.fresh()
        try:
            _documents(copies.search, fresh)
            desk.search.switch(fresh)
        finally:
            fresh.close()
        _deeds(copies.audit, desk.audit)


def _measures(source: MetricStore, target: MetricStore, scopes: Iterable[Scope]) -> None:
    positions = source.positions(MEASURES)
    for some in _some(_samples(source, scopes)):
        target.record(MEASURES, {}, some)
    target.record(MEASURES, positions, [])
    target.roll_up()


def _samples(source: MetricStore, scopes: Iterable[Scope]) -> Iterator[Sample]:
    for scope in scopes:
        for measure in source.measures(scope):
            found = source.series(scope, measure, 0, LATEST_VALID)
            yield from (Sample(scope, measure, at, value) for at, value in found)


def _documents(source: SearchIndex, target: SearchIndex) -> None:
    positions = source.positions(SEARCH)
    for some in _some(source.documents()):
        target.index(SEARCH, {}, some)
    target.index(SEARCH, positions, [])


def _deeds(source: AuditBook, target: AuditBook) -> None:
    """The chain of each tenant comes to the same digests, unless its first entries were let go of by age."""
    positions = source.positions(AUDIT)
    entries = chain.from_iterable(source.chain(tenant) for tenant in sorted(source.heads()))
    target.anew(AUDIT, positions, (entry.deed for entry in entries))


def _entries(source: GraphStore, target: GraphStore, taken: dict[Scope, int]) -> dict[Scope, int]:
    """Of each scope that is not as it was ``taken``, all entries; those that are there change nothing."""
    found = {info.scope: info.revision for info in source.scopes()}
    for scope, revision in found.items():
        if taken.get(scope) != revision:
            for some in _some(source.entries(scope)):
                target.append(Batch(CONSUMER, {}, some))
    return found


def _places(source: GraphStore, target: GraphStore) -> None:
    """Where its readers stand, and what waits to be sent on."""
    waiting = [message for _, message in source.outbox(1 << 31)]
    target.append(Batch(CONSUMER, source.positions(CONSUMER), (), waiting))
    target.append(Batch(JUDGE, source.positions(JUDGE), ()))


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    return iter(lambda: list(islice(rest, AT_ONCE)), [])
