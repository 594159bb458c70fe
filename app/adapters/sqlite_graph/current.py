"""The graph store that stands behind a name, while another is built beside it and takes its place.

Which file holds the graph just now stands in a small file of its own; a file of SQLite is never renamed or
written over while somebody has it open. Readers look at that small file with every question and go on with
the new store; what they read before stays whole, as they still hold the old file. A writer that finds another
store than the one it wrote to last is told so once, because what it has in mind was made of the old one.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app.adapters.sqlite_graph.store import SqliteGraph
from app.domain.graph import Diff, EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.errors import StoreUnavailable
from app.ports import Batch, GraphStore, Message, ScopeInfo

REVISIONS_A_STORE = 1 << 32
SWITCHED = "the graph was exchanged for one that was built anew; it goes on from there"


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


class CurrentGraph:
    """``app.ports.GraphStore`` over whichever file is current."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._known = (-1, path)
        self._store = SqliteGraph(path, read_only, still=self._check)
        self._written: Path | None = None
        self._turn = threading.Lock()

    def append(self, batch: Batch) -> list[bool]:
        store, file = self._now(), self._known[1]
        written, self._written = self._written, file
        if written not in (None, file):
            raise StoreUnavailable(SWITCHED)
        return store.append(batch)

    def positions(self, consumer: str) -> dict[str, int]:
        return self._now().positions(consumer)

    def scopes(self) -> list[ScopeInfo]:
        infos, before = self._now().scopes(), self._revisions_before()
        return [msgspec.structs.replace(info, revision=before + info.revision) for info in infos]

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        return self._now().snapshot(scope, as_of)

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        return self._now().history(scope, entity, as_of)

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        return self._now().diff(scope, before, after)

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        return self._now().around(scope, start, end, known, limit)

    def entries(self, scope: Scope) -> Iterator[Entry]:
        return self._now().entries(scope)

    def revision(self, scope: Scope | None = None) -> int:
        revision = self._now().revision(scope)
        return revision and self._revisions_before() + revision

    def outbox(self, limit: int) -> list[tuple[int, Message]]:
        return self._now().outbox(limit)

    def sent(self, numbers: Sequence[int]) -> None:
        self._now().sent(numbers)

    def thin(self, before: int) -> int:
        return self._now().thin(before)

    def ping(self) -> None:
        self._now().ping()

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block lasts nobody can write to the current store."""
        with self._now().held():
            yield

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

    def _revisions_before(self) -> int:
        """Revisions go on growing from store to store, also when an earlier one was restored."""
        file = self._known[1]
        return 0 if file == self._path else _number(file.name) * REVISIONS_A_STORE

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
