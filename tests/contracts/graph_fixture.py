"""The graph stores that the contract suite runs over; adding a store is adding a name here.

A store is named and opened from its name and an address alone, so that other processes can open it too.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from app.adapters.sqlite_graph import SqliteGraph
from app.ports import GraphStore


class Product(msgspec.Struct, frozen=True):
    """How to open one product at an address: to write (once), or only to read (as often as you like)."""

    write: Callable[[Path], GraphStore]
    read: Callable[[Path], GraphStore]


PRODUCTS = {
    "sqlite": Product(SqliteGraph, lambda at: SqliteGraph(at, read_only=True)),
    # Windows so small that every history runs through many of them.
    "sqlite-small-windows": Product(lambda at: SqliteGraph(at, window=3), lambda at: SqliteGraph(at, read_only=True)),
}


def address(folder: Path) -> Path:
    """Where a new store may live in this folder."""
    return folder / "graph.sqlite"
