"""``snapshot`` and the daily backup where the stores are servers: one file holds what was made of the log, and puts
it back there, on other servers, or in files."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.adapters.neo4j_graph import Neo4jDatabase
from app.adapters.opensearch import OpenSearchIndex
from app.adapters.postgres_audit import PostgresAudit
from app.adapters.postgres_jobs import PostgresJobs
from app.adapters.postgres_metrics import PostgresMetrics
from app.adapters.postgres_views import PostgresViews
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.golden import GOLDEN
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from tests.cli.conftest import Run
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import address, close, namespace, needs
from tests.faults.states import state_of
from tests.workers.desks import desk_in, forget_on_servers, on_servers
from workers.drain import drain

pytestmark = [*needs("kafka", "neo4j", "postgres", "opensearch"), pytest.mark.timeout(180)]

DEBT = "Iter-Golden-TechDebt"
STORY = list(GOLDEN[DEBT].events("local"))
HALF = len(STORY) // 2
SCOPE = Scope("local", DEBT)
NOW_MS = 1_900_000_000_000


def variables(folder: Path) -> dict[str, str]:
    found = {name: address(name) for name in ("MC_POSTGRES", "MC_OPENSEARCH")}
    return {**on_servers(folder), **found}


def served(folder: Path) -> Desk:
    return open_desk(read_settings(variables(folder)), "writer")


def forget(folder: Path) -> None:
    name, postgres = namespace(folder), address("MC_POSTGRES")
    forget_on_servers(folder)
    close(
        PostgresMetrics(postgres, f"{name}_measures"),
        PostgresAudit(postgres, f"{name}_audit"),
        PostgresJobs(postgres, f"{name}_jobs"),
        PostgresViews(postgres, f"{name}_views"),
        OpenSearchIndex(address("MC_OPENSEARCH"), name),
    )


def settle_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MC_REDIS", "MC_REGISTRY", "MC_KAFKA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables(folder).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def data(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of an installation all of whose stores lie on servers."""
    settle_at(data, monkeypatch)
    yield data
    forget(data)


def told(desk: Desk, *events: Any) -> None:
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


def held(folder: Path) -> dict[str, Any]:
    """What graph, measures, search and the live graph say. (The audit log says too that somebody restored them.)"""
    with closing(served(folder)) as desk, closing(neo4j_database()) as database:
        said = {name: one for name, one in state_of(desk, NOW_MS).items() if not name.startswith("audit")}
        return {**said, "live": shown(database, folder)}


def shown(database: Neo4jDatabase, folder: Path) -> list[tuple[Any, ...]]:
    """The tasks that people find in Neo4j."""
    query = "MATCH (n:Task {graph: $graph, tenant: 'local'}) RETURN n.iteration, n.uid, n.status"
    return sorted(map(tuple, database.run(query, graph=namespace(folder))))


def haunted(folder: Path) -> None:
    """Somebody finds a task of an iteration that no store holds."""
    ghost = "CREATE (:Entity:Task {graph: $graph, tenant: 'local', iteration: 'ghost', uid: 'Task/T', key: 'T'})"
    with closing(neo4j_database()) as database:
        database.run(ghost, graph=namespace(folder))
        assert "ghost" in {iteration for iteration, *_ in shown(database, folder)}


def test_what_is_restored_goes_on_to_the_state_of_never_having_been_restored(
    run: Run, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "monday.mcsnap"
    with closing(served(data)) as desk:
        told(desk, *STORY[:HALF])
        exported = run("snapshot", "export", str(file), "--json").document
        told(desk, *STORY[HALF:])
    assert [one["iteration"] for one in exported["iterations"]] == [DEBT]
    assert {part["name"] for part in exported["parts"]} == {"graph.db", "metrics.db", "search.db", "audit.db"}
    before = held(data)
    haunted(data)
    tried = run("snapshot", "restore", str(file), "--dry-run", "--json").document
    assert tried["log"] == "same"
    assert tried["records_beyond"] >= len(STORY) - HALF, "the ends of transactions have positions too"
    restored = run("snapshot", "restore", str(file), "--json").document
    assert (restored["log"], restored["missing_records"]) == ("same", 0)
    assert held(data) == before
    entered = run("audit", "--kind", "convergence.store", "--json").document["entries"]
    assert [entry["after"]["of"] for entry in entered] == ["monday.mcsnap"]
    assert run("audit", "verify", "--log").code == run("rebuild", "--dry-run").code == 0


def test_a_snapshot_of_files_is_restored_on_servers_and_those_are_backed_up_by_snapshots(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, files = tmp_path / "files.mcsnap", tmp_path / "files"
    with closing(desk_in(files)) as desk:
        told(desk, *STORY)
        expected = state_hash(desk.graph.entries(SCOPE))
    with monkeypatch.context() as there:
        there.setenv("MC_STORE", "sqlite")
        there.setenv("MC_DATA", str(files))
        assert run("snapshot", "export", str(file)).code == 0
    answer = run("snapshot", "restore", str(file), "--json").document
    assert (answer["log"], answer["missing_records"]) == ("empty", len(STORY))
    with closing(served(data)) as desk:
        assert state_hash(desk.graph.entries(SCOPE)) == expected
        assert desk.search.search("local", "BE").total > 0
        assert desk.metrics.measures(SCOPE)
        assert desk.audit.heads()["local"].number > 0
    assert len(held(data)["live"]) > 10
    is_backed_up(run, data)


def is_backed_up(run: Run, data: Path) -> None:
    assert run("jobs", "--run", "backup").code == 0
    [backup] = run("snapshot", "list", "--check", "--json").document["backups"]
    file = data / "backups" / f"{backup['name']}.mcsnap"
    assert file.stat().st_size == backup["size"]
    assert run("snapshot", "restore", str(file), "--dry-run").code == 0
    file.write_bytes(file.read_bytes()[:-500])
    said = run("jobs", "--run", "backup")
    assert said.code != 0
    assert "damaged" in said.out + said.err
