"""What the graph behind a name in Neo4j promises while builds are exchanged."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.neo4j_graph import CurrentNeo4jGraph, Neo4jDatabase
from app.domain.effects import entry_of
from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.ports import Batch, GraphStore
from tests.builders import event
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import close, namespace, offered

SCOPE = Scope("t", "i1")


@pytest.fixture(params=offered(["neo4j"]))
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CurrentNeo4jGraph]:
    graph = CurrentNeo4jGraph(neo4j_database(), namespace(tmp_path))
    yield graph
    close(graph)


def filled(graph: GraphStore, number: int, first: int = 0) -> None:
    entries = [entry_of(event("dde.task.created", n, task_id=f"T{n}"), 100 + n) for n in range(first, first + number)]
    graph.append(Batch("ingest", {"dde-0": first + number}, entries))


def shown(graph: CurrentNeo4jGraph, folder: Path) -> set[str]:
    """The keys of the tasks that somebody finds who looks into the database."""
    with closing(neo4j_database()) as database:
        query = "MATCH (n:Task {graph: $g, tenant: 't', iteration: 'i1'}) RETURN n.key"
        return {key for (key,) in database.run(query, g=namespace(folder))}


def test_a_build_takes_the_place_and_what_people_see_follows(graph: CurrentNeo4jGraph, tmp_path: Path) -> None:
    filled(graph, 3)
    before = graph.revision(), graph.revision(SCOPE)
    built, name = graph.beside()
    filled(built, 2, first=2)
    assert len(graph.snapshot(SCOPE).labelled("Task")) == 3
    assert shown(graph, tmp_path) == {"T0", "T1", "T2"}
    with graph.held():
        built.close()
        graph.switch(name)
    assert {node.id.key for node in graph.snapshot(SCOPE).labelled("Task")} == {"T2", "T3"}
    assert shown(graph, tmp_path) == {"T2", "T3"}
    assert all(new > old for new, old in zip((graph.revision(), graph.revision(SCOPE)), before, strict=True))


def test_a_writer_is_told_once_that_the_store_was_exchanged(graph: CurrentNeo4jGraph, tmp_path: Path) -> None:
    filled(graph, 1)
    with closing(CurrentNeo4jGraph(neo4j_database(), namespace(tmp_path))) as other:
        built, name = other.beside()
        filled(built, 2)
        built.close()
        other.switch(name)
    with pytest.raises(StoreUnavailable, match="exchanged"):
        filled(graph, 1, first=5)
    filled(graph, 1, first=5)
    assert shown(graph, tmp_path) == {"T0", "T1", "T5"}


def test_builds_that_are_not_wanted_go(graph: CurrentNeo4jGraph) -> None:
    filled(graph, 1)
    for _ in range(3):
        built, name = graph.beside()
        filled(built, 1)
        built.close()
        graph.switch(name)
    built, unwanted = graph.beside()
    filled(built, 1)
    built.close()
    graph.drop(unwanted)
    with closing(neo4j_database()) as database:
        left = database.run(
            "MATCH (h:SegmentStore) WHERE h.ns STARTS WITH $n RETURN DISTINCT h.ns", n=name.split("/")[0]
        )
    assert sorted(ns for (ns,) in left) == [f"{name.split('/')[0]}/2", name]


def test_a_server_that_is_away_is_one_clear_line() -> None:
    with closing(Neo4jDatabase("bolt://127.0.0.1:9", "neo4j", "x", patience_s=0.2)) as database:
        nowhere = CurrentNeo4jGraph(database, "g", read_only=True)
        with pytest.raises(StoreUnavailable, match=r"Neo4j at bolt://127\.0\.0\.1:9") as refusal:
            nowhere.ping()
    assert "\n" not in str(refusal.value)
