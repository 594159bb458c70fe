"""A graph store in a temporary folder, filled with small iterations, for the use cases that read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.graph import Scope
from app.ports import Batch
from tests.lenses.builders import Step, entries

TENANT = "acme"


def scope(iteration: str = "I") -> Scope:
    """An iteration of the one tenant."""
    return Scope(TENANT, iteration)


def fill(graph: SqliteGraph, *steps: Step, iteration: str = "I", first: int = 0) -> None:
    """Tell the steps; with ``first`` they go on after so many that were told before."""
    told = entries(steps, iteration, first=first)
    graph.append(Batch("test", {f"dde-{iteration}": first + len(steps)}, told))


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[SqliteGraph]:
    """An empty store."""
    store = SqliteGraph(tmp_path / "graph.db")
    yield store
    store.close()
