"""What the graph in Neo4j promises when things break: between two processes, in a commit, over time."""

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.adapters.neo4j_graph import Neo4jDatabase, Neo4jGraph, checked_address
from app.domain.fold import fold
from app.domain.graph import Entry
from app.domain.moments import NOW
from app.errors import SetupError, StoreUnavailable
from app.ports import Batch
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import address, neo4j_database, neo4j_graph
from tests.contracts.histories import HERE, stated
from tests.contracts.servers import address as server_address
from tests.contracts.servers import close, namespace, offered

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""The message that asks for a commit, as it lies on the wire (Bolt)."""


@pytest.fixture(params=offered(["neo4j"]))
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Neo4jGraph]:
    graph = neo4j_graph(address(tmp_path))
    yield graph
    close(graph)


class Wire:
    """Stands between a client and the server; once told to, it breaks at the next commit, before or after it."""

    def __init__(self, after: bool) -> None:
        self._after = after
        self.breaks = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", urlsplit(server_address("MC_NEO4J")).port or 7687))
                threading.Thread(target=self._carry, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        with suppress(OSError), closing(source), closing(target):
            while data := source.recv(65_536):
                if self.breaks and asks and COMMIT in data:
                    self.breaks = False
                    if self._after:
                        target.sendall(data)
                        target.recv(65_536)
                    break
                target.sendall(data)
            for side in (source, target):
                side.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired(name: str, *, after: bool) -> Iterator[tuple[Neo4jGraph, Wire]]:
    """The graph of this name behind a wire."""
    with closing(Wire(after)) as wire:
        password = server_address("MC_NEO4J_PASSWORD")
        database = Neo4jDatabase(f"bolt://127.0.0.1:{wire.port}", "neo4j", password)
        with closing(Neo4jGraph(database, name, name)) as graph:
            graph.append(Batch("ingest", {"dde-0": 1}, [stated("k1", 1)]))
            yield graph, wire


def test_a_batch_whose_commit_went_through_unheard_is_not_written_again(graph: Neo4jGraph) -> None:
    with wired(graph.ns, after=True) as (writer, wire):
        wire.breaks = True
        assert writer.append(Batch("ingest", {"dde-0": 2}, [stated("k2", 2)])) == [True]
        assert writer.append(Batch("ingest", {"dde-0": 3}, [stated("k2", 2), stated("k3", 3)])) == [False, True]
    assert (graph.revision(HERE), graph.positions("ingest")) == (3, {"dde-0": 3})


def test_a_batch_whose_commit_never_arrived_is_refused_and_may_come_again(graph: Neo4jGraph) -> None:
    with wired(graph.ns, after=False) as (writer, wire):
        wire.breaks = True
        with pytest.raises(StoreUnavailable):
            writer.append(Batch("ingest", {"dde-0": 2}, [stated("k2", 2)]))
        assert graph.positions("ingest") == {"dde-0": 1}
        assert writer.append(Batch("ingest", {"dde-0": 2}, [stated("k2", 2)])) == [True]
    assert graph.revision(HERE) == 2


def test_a_child_process_opens_connections_of_its_own(graph: Neo4jGraph) -> None:
    graph.append(Batch("ingest", {}, [stated("k1", 1)]))
    answers = multiprocessing.get_context("fork").SimpleQueue()
    child = multiprocessing.get_context("fork").Process(target=lambda: answers.put(graph.revision(HERE)))
    child.start()
    assert answers.get() == 1
    child.join()
    assert graph.revision(HERE) == 1


def test_two_writers_take_turns_and_neither_loses_anything(graph: Neo4jGraph, tmp_path: Path) -> None:
    arrived: list[Entry] = []
    with closing(neo4j_graph(address(tmp_path))) as other:
        for number in range(6):
            part = [stated(f"k{number}", number + 1, 1_000 + number, name=str(number))]
            (graph, other)[number % 2].append(Batch("ingest", {"dde-0": number}, part))
            arrived += part
    assert check.plain(graph.snapshot(HERE)) == check.plain(fold(arrived, NOW))
    assert graph.revision(HERE) == 6


def test_what_was_thinned_is_given_up_the_next_time_and_no_answer_changes(tmp_path: Path, graph: Neo4jGraph) -> None:
    with closing(neo4j_graph(address(tmp_path), window=2)) as small:
        arrived = [stated(f"k{n}", n + 1, 1_000 + n, count=n) for n in range(40)]
        check.bring(small, [arrived[n : n + 2] for n in range(0, 40, 2)])
        assert small.thin(2_000) > 0
        assert small.thin(2_000) == 0
        check.answers_like_fold(small, HERE, arrived)
    query = "MATCH (f:SegmentFrame {ns: $n}) WHERE f.number > 0 AND f.body IS NULL RETURN count(f) > 0"
    with closing(neo4j_database()) as database:
        assert database.run(query, n=namespace(address(tmp_path))) == [(True,)]


def test_an_address_that_is_none_names_its_variable() -> None:
    assert checked_address("MC_NEO4J", "neo4j://127.0.0.1:7687") == "neo4j://127.0.0.1:7687"
    with pytest.raises(SetupError, match="MC_NEO4J"):
        checked_address("MC_NEO4J", "mongodb://127.0.0.1")
