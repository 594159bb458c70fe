"""``chronicle``: a history is written out where people can ask it, and nowhere else."""

from pathlib import Path

import pytest

from app.adapters.neo4j_graph import CurrentNeo4jGraph
from tests.builders import event
from tests.cli.conftest import Run
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import close, namespace, needs
from tests.workers.desks import on_servers


def test_without_neo4j_it_says_what_it_takes(run: Run, bring) -> None:
    bring([event("dde.task.created", tenant="local", task_id="A")])
    for words in (("i1",), ("i1", "--drop")):
        answer = run("chronicle", *words)
        assert answer.code == 2
        assert "see MC_STORE and MC_NEO4J" in answer.err


class TestOnServers:
    pytestmark = needs("kafka", "neo4j")

    def test_everything_that_was_said_is_there_and_goes_again(
        self, run: Run, data: Path, bring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in on_servers(data).items():
            if "KAFKA" not in name:
                monkeypatch.setenv(name, value)
        for name in ("MC_KAFKA", "MC_POSTGRES", "MC_REDIS", "MC_OPENSEARCH", "MC_REGISTRY"):
            monkeypatch.delenv(name, raising=False)
        bring([event("dde.task.created", tenant="local", task_id="A"), event("dde.task.started", 1, task_id="A")])
        assert run("replay").code == 0  # whoever finds no worker takes in what is on the log
        written = run("chronicle", "i1", "--json").document["statements"]
        database = neo4j_database()
        query = "MATCH (s:Statement {graph: $g, tenant: 'local', entity: 'Task/A'}) RETURN count(s)"
        assert database.run(query, g=namespace(data))[0][0] > 1
        assert written > 1
        assert run("chronicle", "i1", "--drop").code == 0
        assert database.run(query, g=namespace(data)) == [(0,)]
        database.close()
        close(CurrentNeo4jGraph(neo4j_database(), namespace(data)))
