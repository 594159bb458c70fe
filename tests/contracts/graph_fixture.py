"""The graph stores that the contract suite runs over; adding a store is adding a name here.

A store is named and opened from its name and an address alone, so that other processes can open it too.
"""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.adapters.neo4j_graph import Neo4jDatabase, Neo4jGraph
from app.adapters.sqlite_graph import SqliteGraph
from app.ports import GraphStore
from tests.contracts import servers


class Product(msgspec.Struct, frozen=True):
    """How to open one product at an address: to write (once), or only to read (as often as you like)."""

    write: Callable[[Path], GraphStore]
    read: Callable[[Path], GraphStore]


def neo4j_database(undone: Callable[[str], None] = lambda _: None) -> Neo4jDatabase:
    """The database that the variables name."""
    user, password = os.environ.get("MC_NEO4J_USER", "neo4j"), servers.address("MC_NEO4J_PASSWORD")
    return Neo4jDatabase(servers.address("MC_NEO4J"), user, password, undone=undone)


def neo4j_graph(
    at: Path, read_only: bool = False, window: int = 8_192, undone: Callable[[str], None] = lambda _: None
) -> Neo4jGraph:
    """A graph in Neo4j that belongs to this address alone."""
    name = servers.namespace(at)
    return Neo4jGraph(neo4j_database(undone), name, name, read_only, window)


PRODUCTS = {
    "sqlite": Product(SqliteGraph, lambda at: SqliteGraph(at, read_only=True)),
    # Windows so small that every history runs through many of them.
    "neo4j": Product(lambda at: neo4j_graph(at), lambda at: neo4j_graph(at, read_only=True)),
    "neo4j small-windows": Product(lambda at: neo4j_graph(at, window=3), lambda at: neo4j_graph(at, read_only=True)),
    "sqlite-small-windows": Product(lambda at: SqliteGraph(at, window=3), lambda at: SqliteGraph(at, read_only=True)),
}


def address(folder: Path) -> Path:
    """Where a new store may live in this folder."""
    return folder / "graph.sqlite"
