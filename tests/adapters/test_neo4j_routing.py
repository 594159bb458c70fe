"""A ``neo4j://`` address: the server says who answers; what a process wrote it reads, and tenants never meet."""

import os
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from psutil import Process

from app.adapters.neo4j_graph import CurrentNeo4jGraph, Neo4jDatabase
from app.adapters.neo4j_graph.schema import QUERIES
from app.domain.effects import entry_of
from app.domain.graph import Scope
from app.errors import StoreUnavailable, UnknownIteration
from app.ports import Batch
from tests.builders import event
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("neo4j")

OF_A_NAME = ("drop-live", "hide-iterations")
"""What is about the whole live graph of an installation."""
ASKED = """SHOW TRANSACTIONS YIELD clientAddress, currentQuery
WHERE currentQuery STARTS WITH 'UNWIND' AND currentQuery ENDS WITH $name RETURN clientAddress"""


def routed() -> Neo4jDatabase:
    """The server by its address in a cluster: it is asked who leads and who answers readers."""
    url = re.sub(r"^[a-z+]+:", "neo4j:", address("MC_NEO4J"))
    return Neo4jDatabase(url, os.environ.get("MC_NEO4J_USER", "neo4j"), address("MC_NEO4J_PASSWORD"))


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[CurrentNeo4jGraph]:
    opened = CurrentNeo4jGraph(routed(), namespace(tmp_path))
    yield opened
    close(opened)


def tell(graph: CurrentNeo4jGraph, first: int, *tenants: str) -> None:
    events = [event("dde.task.created", n, tenant=tenant, task_id=f"{tenant}{n}") for n, tenant in enumerate(tenants)]
    entries = [entry_of(one, first + n) for n, one in enumerate(events)]
    graph.append(Batch("ingest", {"dde-0": first}, entries))


def test_every_write_is_read_at_once_by_who_wrote_it_and_soon_by_others(
    graph: CurrentNeo4jGraph, tmp_path: Path
) -> None:
    with closing(CurrentNeo4jGraph(routed(), namespace(tmp_path), read_only=True)) as other:
        for number in range(1, 6):
            tell(graph, 100 * number, *["a"] * number)
            assert len(graph.snapshot(Scope("a", "i1")).labelled("Task")) == number
            assert len(other.snapshot(Scope("a", "i1")).labelled("Task")) == number


def broken(client: str) -> None:
    """The connection of this process that the server knows by the client's address ends at once."""
    (number,) = {c.fd for c in Process().net_connections("tcp") if str(c.laddr.port) == client.rpartition(":")[2]}
    with closing(socket.socket(fileno=os.dup(number))) as connection:
        connection.shutdown(socket.SHUT_RDWR)


def test_a_question_whose_connection_breaks_is_asked_again(tmp_path: Path) -> None:
    name = namespace(tmp_path)
    with (
        closing(routed()) as database,
        closing(routed()) as beside,
        ThreadPoolExecutor(1) as pool,
        database.reading() as ask,
    ):
        asked = pool.submit(ask.run, f"UNWIND range(1, 20000000) AS n RETURN count(n) AS {name}", {})
        while not (seen := beside.run(ASKED, name=name)):
            assert not asked.done()
        broken(*seen[0])
        assert asked.result(60).values() == [[20_000_000]]


def test_what_the_server_refuses_is_told_in_one_short_line() -> None:
    with closing(routed()) as database, pytest.raises(StoreUnavailable) as found:
        database.run("RETRUN 1")
    said = str(found.value).removeprefix(f"Neo4j at {database.url}: ")
    assert said.startswith("SyntaxError: ")
    assert len(said) < 200
    assert not {"\n", "{"} & set(said)


def test_of_two_tenants_with_an_iteration_of_one_name_each_sees_its_own(graph: CurrentNeo4jGraph) -> None:
    tell(graph, 100, "a", "b", "b")
    found = {tenant: graph.snapshot(Scope(tenant, "i1")).labelled("Task") for tenant in "ab"}
    assert {tenant: [node.id.key for node in nodes] for tenant, nodes in found.items()} == {
        "a": ["a0"],
        "b": ["b1", "b2"],
    }
    with pytest.raises(UnknownIteration):
        graph.snapshot(Scope("c", "i1"))


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_no_question_reaches_into_another_installation_or_tenant(name: str) -> None:
    """Every entity is found by graph, tenant and iteration, and every row of the engine by its store; a scope, which
    is what rows are found by, by its tenant or by its number in the store."""
    text = "\n".join(line for line in QUERIES[name].splitlines() if not line.startswith("//"))
    text = re.sub(r"CREATE (CONSTRAINT|INDEX)[^;]*", "", text)
    for entity in re.findall(r"\(\w*:Entity[^)]*\)", text):
        assert re.search(r"graph: (v\[0\]|\$ns), tenant: v\[1\], iteration: v\[2\]", entity) or name in OF_A_NAME
    for row in re.findall(r"(?:MATCH|MERGE|CREATE) \((\w*:Segment\w+(?: \{[^}]*\})?)\)", text):
        found = row.partition("{")[2] + text.partition("WHERE")[2]
        if "SegmentSchema" not in row:
            assert re.search(r"ns: \$ns|graph: \$graph|\.ns = \$ns|\.ns STARTS WITH \$prefix", found), row
