"""The graph store that stands behind a name, while another is built beside it and takes its place.

Which file holds the graph just now stands in a small file of its own; a file of SQLite is never renamed or
written over while somebody has it open. Readers look at that small file with every question and go on with
the new store; what they read before stays whole, as they still hold the old file.
"""

import threading
from pathlib import Path

from app.adapters.sqlite_graph.store import SqliteGraph
from app.columnar.following import SWITCHED, FollowingGraph
from app.errors import StoreUnavailable
from app.ports import GraphStore


def current_file(path: Path) -> Path:
    """The file that holds the graph just now: the one that is named, else ``path`` itself."""
    try:
        return path.with_name(_pointer(path).read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return path


def _pointer(path: Path) -> Path:
    return path.with_suffix(".current")


def _built(path: Path) -> list[str]:
    return [file.name for file in path.parent.glob(f"{path.stem}-*.db")]


def _number(name: str) -> int:
    return int(name.removesuffix(".db").rpartition("-")[2])


class CurrentGraph(FollowingGraph):
    """``app.ports.GraphStore`` over whichever file is current."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._known = (-1, path)
        self._store = SqliteGraph(path, read_only, still=self._check)
        self._turn = threading.Lock()

    def close(self) -> None:
        self._store.close()

    def beside(self) -> tuple[GraphStore, str]:
        """An empty store that nobody else knows of, and its name."""
        name = self._fresh_name()
        return SqliteGraph(self._path.with_name(name)), name

    def adopt(self, file: Path) -> str:
        """Make a file that nobody has open a store that nobody else knows of; returns its name."""
        name = self._fresh_name()
        file.rename(self._path.with_name(name))
        return name

    def switch(self, name: str) -> None:
        """From now on the store of this name is the current one. What is neither it nor its predecessor goes."""
        before = current_file(self._path)
        pointer = _pointer(self._path)
        fresh = pointer.with_suffix(".next")
        fresh.write_text(name, encoding="ascii")
        fresh.replace(pointer)
        for file in _built(self._path):
            if file not in (before.name, name):
                self.drop(file)

    def drop(self, name: str) -> None:
        """Remove a store that was built and is not in use."""
        for tail in ("", "-wal", "-shm"):
            self._path.with_name(f"{name}{tail}").unlink(missing_ok=True)

    def _fresh_name(self) -> str:
        return f"{self._path.stem}-{max([0, *map(_number, _built(self._path))]) + 1}.db"

    def _look(self) -> tuple[SqliteGraph, int]:
        store, file = self._now(), self._known[1]
        return store, 0 if file == self._path else _number(file.name)

    def _now(self) -> SqliteGraph:
        stamp = self._stamp()
        if stamp != self._known[0]:
            with self._turn:
                file = current_file(self._path)
                if file != self._known[1]:
                    self._store = SqliteGraph(file, self._read_only, still=self._check)
                self._known = (stamp, file)
        return self._store

    def _check(self) -> None:
        """Called once a store can be written to: it may have been exchanged while its writer waited."""
        if current_file(self._path) != self._known[1]:
            raise StoreUnavailable(SWITCHED)

    def _stamp(self) -> int:
        """Changes when another store takes the place."""
        try:
            found = _pointer(self._path).stat()
        except FileNotFoundError:
            return 0
        return found.st_mtime_ns ^ found.st_ino
