"""``snapshot`` and the daily backup where the stores are servers: one file holds what was made of the log, and puts
it back there, on other servers, or in files."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

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
    """What graph, measures, search, audit log and the live graph say."""
    with closing(served(folder)) as desk, closing(neo4j_database()) as database:
        query = "MATCH (n:Task {graph: $graph, tenant: 'local'}) RETURN n.iteration, n.uid, n.status"
        return {
            **state_of(desk, NOW_MS),
            "chain": desk.audit.heads(),
            "live": sorted(map(tuple, database.run(query, graph=namespace(folder)))),
        }


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
    tried = run("snapshot", "restore", str(file), "--dry-run", "--json").document
    assert (tried["log"], tried["records_beyond"]) == ("same", len(STORY) - HALF)
    restored = run("snapshot", "restore", str(file), "--json").document
    assert (restored["log"], restored["missing_records"]) == ("same", 0)
    after = held(data)
    assert {name for name in before if before[name] != after[name]} <= {"chain"}
    entered = run("audit", "--kind", "convergence.store", "--json").document["entries"]
    assert [entry["after"]["of"] for entry in entered] == ["monday.mcsnap"]
    assert run("audit", "verify", "--log").code == run("rebuild", "--dry-run").code == 0


def test_a_snapshot_of_files_is_restored_on_servers_that_hold_something_else_no_more(
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


def test_iterations_that_the_snapshot_does_not_hold_are_no_longer_shown_in_neo4j(
    run: Run, data: Path, tmp_path: Path
) -> None:
    file, other = tmp_path / "one.mcsnap", "Iter-Golden-AllPass"
    with closing(served(data)) as desk:
        told(desk, *STORY)
        assert run("snapshot", "export", str(file)).code == 0
    with closing(neo4j_database()) as database:
        ghost = "CREATE (:Entity:Task {graph: $graph, tenant: 'local', iteration: $other, uid: 'Task/T', key: 'T'})"
        list(database.run(ghost, graph=namespace(data), other=other))
    assert run("snapshot", "restore", str(file)).code == 0
    assert {iteration for iteration, *_ in held(data)["live"]} == {DEBT}


def test_the_daily_backup_is_a_snapshot_that_was_restored_and_compared(run: Run, data: Path) -> None:
    with closing(served(data)) as desk:
        told(desk, *STORY)
    assert run("jobs", "--run", "backup").code == 0
    [backup] = run("snapshot", "list", "--check", "--json").document["backups"]
    file = data / "backups" / f"{backup['name']}.mcsnap"
    assert file.stat().st_size == backup["size"]
    assert run("snapshot", "restore", str(file), "--dry-run").code == 0
    file.write_bytes(file.read_bytes()[:-500])
    said = run("jobs", "--run", "backup")
    assert said.code != 0 and "damaged" in said.out + said.err
