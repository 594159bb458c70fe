"""What lies in Neo4j is copied with its own tool, and what comes back is the same graph."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.neo4j_graph import CurrentNeo4jGraph, Neo4jDatabase
from app.domain.effects import entry_of
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.golden import GOLDEN
from app.ports import Batch
from servers.mortal import Mortals, mortals
from servers.neo4j import USER
from servers.settings import read_settings
from tests.contracts.servers import needs

pytestmark = [*needs("neo4j"), pytest.mark.timeout(600)]

DEBT = "Iter-Golden-TechDebt"
SCOPE = Scope("t", DEBT)
ROOT = Path(__file__).parents[2]


def graph_of(server: Mortals) -> CurrentNeo4jGraph:
    found = server.variables()
    return CurrentNeo4jGraph(Neo4jDatabase(found["MC_NEO4J"], USER, found["MC_NEO4J_PASSWORD"]), "mission-control")


def told(server: Mortals) -> tuple[str, dict[str, int], int]:
    """The state hash, where the consumer stands, and how many tasks people see."""
    with closing(graph_of(server)) as graph, closing(graph._database.afresh()) as database:
        ((seen,),) = database.run("MATCH (n:Task {graph: 'mission-control', tenant: 't'}) RETURN count(n)")
        return state_hash(graph.entries(SCOPE)), graph.positions("ingest"), seen


def said(server: Mortals, command: str, folder: Path) -> None:
    """Run a command of the guide."""
    ours = {"MC_SERVERS": str(server.settings.state), "MC_SERVERS_SHIFT": str(server.settings.shift)}
    environ = {**os.environ, **ours, "FOLDER": str(folder), "PYTHON": sys.executable}
    words = command.replace("python ", '"$PYTHON" ', 1)
    subprocess.run(["sh", "-e", "-c", words], env=environ, cwd=ROOT, check=True, timeout=300)


def test_a_dump_that_is_loaded_into_an_empty_server_is_the_same_graph(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8").partition("## Dump and restore")[2]
    dump, load = re.findall(r"^python -m servers .*", guide, re.MULTILINE)
    with mortals(read_settings(os.environ), ["neo4j"]) as server:
        with closing(graph_of(server)) as graph:
            entries = [entry_of(one, 100 + n) for n, one in enumerate(GOLDEN[DEBT].events("t"))]
            graph.append(Batch("ingest", {"dde-0": 7}, entries))
        before, place = told(server), server.place("neo4j")
        said(server, dump, tmp_path)
        assert told(server) == before, "it runs again"
        server.stop(["neo4j"])
        shutil.rmtree(place.data)
        place.data.mkdir()
        said(server, load, tmp_path)
        server.revive(["neo4j"])
        assert told(server) == before
        assert before[2] > 10
