"""Snapshots of stores that are no files: they are taken out into SQLite stores, and put back, through their ports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from app.adapters.sqlite_snapshots.store import Openers, SnapshotFiles
from app.ports import Copies, GraphStore


class Carrier(Protocol):
    """Who carries what the stores hold into copies and back."""

    def out(self, copies: Copies) -> None:
        """Fill the copies, which are empty."""

    def graph_in(self, graph: GraphStore) -> str:
        """Make it one that stands beside the graph in use. Returns its name."""

    def others_in(self, copies: Copies) -> None:
        """Let measures, search and audit log hold what the copies hold."""


class CarriedSnapshots(SnapshotFiles):
    """``app.ports.Snapshots`` of stores of any kind."""

    def __init__(self, folder: Path, openers: Openers, carrier: Carrier) -> None:
        super().__init__(folder, openers)
        self._carrier = carrier

    @contextmanager
    def copied(self) -> Iterator[Copies]:
        with self._scratch() as folder, self._opened(folder) as copies:
            self._carrier.out(copies)
            yield copies

    def put_graph(self, copies: Copies) -> str:
        return self._carrier.graph_in(copies.graph)

    def put_others(self, copies: Copies) -> None:
        self._carrier.others_in(copies)
