"""What people read when Neo4j gives no connection is a reason, not what Python prints of an address."""

import socket

import pytest

from app.adapters.neo4j_graph.database import Neo4jDatabase
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
