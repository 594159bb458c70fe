"""What lies in Neo4j is copied with its own tool, and what comes back is the same graph."""

import os
import shutil
from contextlib import closing

import pytest

from app.adapters.neo4j_graph import CurrentNeo4jGraph, Neo4jDatabase
from app.domain.effects import entry_of
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.golden import GOLDEN
from app.ports import Batch
from servers.mortal import Mortals, mortals
from servers.neo4j import USER, admin
from servers.settings import read_settings
from tests.contracts.servers import needs

pytestmark = [*needs("neo4j"), pytest.mark.timeout(400)]

DEBT = "Iter-Golden-TechDebt"
SCOPE = Scope("t", DEBT)


def graph_of(server: Mortals) -> CurrentNeo4jGraph:
    found = server.variables()
    return CurrentNeo4jGraph(Neo4jDatabase(found["MC_NEO4J"], USER, found["MC_NEO4J_PASSWORD"]), "mission-control")


def told(server: Mortals) -> tuple[str, dict[str, int], int]:
    """The state hash, where the consumer stands, and how many tasks people see."""
    with closing(graph_of(server)) as graph, closing(graph._database.afresh()) as database:
        ((seen,),) = database.run("MATCH (n:Task {graph: 'mission-control', tenant: 't'}) RETURN count(n)")
        return state_hash(graph.entries(SCOPE)), graph.positions("ingest"), seen


def test_a_dump_that_is_loaded_into_an_empty_server_is_the_same_graph() -> None:
    with mortals(read_settings(os.environ), ["neo4j"]) as server:
        with closing(graph_of(server)) as graph:
            entries = [entry_of(one, 100 + n) for n, one in enumerate(GOLDEN[DEBT].events("t"))]
            graph.append(Batch("ingest", {"dde-0": 7}, entries))
        before, place = told(server), server.place("neo4j")
        server.stop(["neo4j"])
        admin(place, "database", "dump", "neo4j", f"--to-path={place.data.parent}")
        shutil.rmtree(place.data)
        place.data.mkdir()
        admin(place, "database", "load", "neo4j", f"--from-path={place.data.parent}", "--overwrite-destination=true")
        server.revive(["neo4j"])
        assert told(server) == before
        assert before[2] > 10
