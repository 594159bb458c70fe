"""The bi-temporal graph in one SQLite file: one writing process, many reading ones."""

from app.adapters.sqlite_graph.current import CurrentGraph, current_file
from app.adapters.sqlite_graph.store import SqliteGraph

__all__ = ["CurrentGraph", "SqliteGraph", "current_file"]
