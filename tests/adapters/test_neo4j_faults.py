"""What people read when Neo4j gives no connection is a reason, not what Python prints of an address."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from app.adapters.neo4j_graph import CurrentNeo4jGraph, Neo4jDatabase
from app.errors import StoreUnavailable


def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def test_a_refused_connection_is_told_in_words():
    url = f"bolt://127.0.0.1:{closed_port()}"
    database = Neo4jDatabase(url, "neo4j", "secret", patience_s=0.5)
    try:
        with pytest.raises(StoreUnavailable) as found:
            database.run("RETURN 1")
        assert str(found.value) == f"Neo4j at {url}: connection refused"
    finally:
        database.close()


@contextmanager
def starting(says: bytes, calls: list[object] | None = None) -> Iterator[str]:
    """Somebody who listens, says this to whoever comes, and hangs up, as a server does that is not ready yet."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def meet() -> None:
            while True:
                try:
                    guest, _ = door.accept()
                except OSError:
                    return
                with guest:
                    calls.append(guest) if calls is not None else None
                    guest.recv(64)
                    guest.sendall(says)

        threading.Thread(target=meet, daemon=True).start()
        yield f"bolt://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("says", [b"", b"\0\0", b"\0\0\0\0", b"\0\0\7\xff", b"HTTP", b"\0\0\x08\x05"])
def test_a_server_that_is_not_ready_yet_is_away_whatever_it_says(says: bytes):
    with starting(says) as url, closing(Neo4jDatabase(url, "neo4j", "secret", patience_s=0.5)) as database:
        with pytest.raises(StoreUnavailable, match="Neo4j at"):
            database.run("RETURN 1")
        with pytest.raises(StoreUnavailable, match="Neo4j at"), database.reading() as ask:
            ask.run("RETURN 1", {})


def test_of_many_who_ask_at_once_while_the_server_is_away_few_wait_for_it():
    alone, crowd = list[object](), list[object]()

    def away(graph: CurrentNeo4jGraph) -> bool:
        with pytest.raises(StoreUnavailable, match="Neo4j at"):
            graph.revision()
        return True

    for calls, askers in ((alone, 1), (crowd, 24)):
        with starting(b"", calls) as url, closing(Neo4jDatabase(url, "neo4j", "secret", patience_s=0.5)) as database:
            graph = CurrentNeo4jGraph(database, "some", read_only=True)
            with ThreadPoolExecutor(askers) as pool:
                assert all(pool.map(away, [graph] * askers))
    assert len(crowd) <= 3 * len(alone)
