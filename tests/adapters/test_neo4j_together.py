"""What is asked of many iterations travels together: the trips to the server are few, however many there are."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.adapters.neo4j_graph import CurrentNeo4jGraph
from app.adapters.neo4j_graph.asking import Asking
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.ports import Batch
from app.use_cases.overview import overview
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import close, namespace, needs
from tests.lenses.builders import done, entries, failed, task

pytestmark = needs("neo4j")

FEW, MANY, NOW_MS = 2, 14, 1_790_000_000_000
TRIPS = 40


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[CurrentNeo4jGraph]:
    """Fourteen iterations of one tenant."""
    opened = CurrentNeo4jGraph(neo4j_database(), namespace(tmp_path))
    steps = [task("a"), *failed("a"), *done("a"), task("b")]
    for tenant, count in (("few", FEW), ("many", MANY)):
        for n in range(count):
            scope = Scope(tenant, f"i{n}")
            told = [msgspec.structs.replace(one, scope=scope) for one in entries(steps, scope.iteration)]
            opened.append(Batch("ingest", {}, told))
    yield opened
    close(opened)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked from now on."""
    asked: list[str] = []
    run = Asking.run

    def counting(self: Asking, query: str, values: Any) -> Any:
        asked.append(query)
        return run(self, query, values)

    monkeypatch.setattr(Asking, "run", counting)
    return asked


def test_the_first_overview_of_a_process_takes_as_many_trips_for_many_iterations_as_for_few(
    graph: CurrentNeo4jGraph, tmp_path: Path, trips: list[str]
) -> None:
    taken = []
    for tenant, count in (("few", FEW), ("many", MANY)):
        with closing(CurrentNeo4jGraph(neo4j_database(), namespace(tmp_path), read_only=True)) as fresh:
            del trips[:]
            assert len(overview(fresh, tenant, NOW_MS)) == count
            taken.append(len(trips))
    assert taken[1] <= taken[0] + 5
    assert taken[1] <= TRIPS


def test_one_look_asks_what_it_can_foresee_at_once(
    graph: CurrentNeo4jGraph, tmp_path: Path, trips: list[str]
) -> None:
    with closing(CurrentNeo4jGraph(neo4j_database(), namespace(tmp_path), read_only=True)) as fresh:
        assert dict(fresh.snapshot(Scope("many", "i3"), NOW).nodes)
    assert len(trips) <= 8
