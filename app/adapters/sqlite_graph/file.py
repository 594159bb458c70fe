"""The SQLite file of the graph: one connection per thread, whole transactions, plain errors.

One process writes, many read (write-ahead log). A reader may come before the file is there; then it
sees nothing yet, and looks again with its next question.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

import apsw

from app.adapters.sqlite_graph.rows import QUERIES, SqliteRows
from app.columnar import Answer, Rows
from app.errors import SchemaTooNew, StoreUnavailable

STEPS: Final = (QUERIES["schema"],)
"""``STEPS[n]`` brings a file from schema version n to n + 1; all of them make a new one."""
SECRET_BYTES: Final = 8_192
"""Random numbers that each file draws for itself (see ``keys``)."""
_MARK: Final = 0x4D43_4752
_PRAGMAS: Final = """
PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768;
"""


class GraphFile:
    """Hands out this thread's connection, inside a transaction."""

    def __init__(
        self, path: Path, read_only: bool, patience_ms: int = 10_000, still: Callable[[], None] = lambda: None
    ) -> None:
        self._path = path
        self._read_only = read_only
        self._patience_ms = patience_ms
        self._still = still
        self._local = threading.local()
        self._open: list[tuple[int, apsw.Connection]] = []
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[Rows | None]:
        """Rows that see one moment of the file; ``None`` while there is no store yet."""
        with self._plainly():
            connection = self._connection()
            if connection is None:
                yield None
                return
            if connection.in_transaction:  # a snapshot that is being read for a question under way
                yield SqliteRows(connection)
                return
            with _transaction(connection, "BEGIN"):
                yield SqliteRows(connection)

    def write(self, work: Callable[[Rows], Answer]) -> Answer:
        """Do the work in one transaction: all of it is kept, or nothing."""
        with self._writing() as connection:
            self._still()
            return work(SqliteRows(connection))

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block lasts nobody can write."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[apsw.Connection]:
        if self._read_only:
            raise StoreUnavailable(f"{self._path} was opened for reading only")
        with self._plainly():
            connection = self._connection()
            assert connection is not None
            with _transaction(connection, "BEGIN IMMEDIATE"):
                yield connection

    def close(self) -> None:
        self._closed = True
        for process, connection in self._open:
            if process == os.getpid():  # what was inherited through a fork belongs to the other side
                connection.close()

    def _connection(self) -> apsw.Connection | None:
        if self._closed:
            raise StoreUnavailable(f"{self._path} is closed")
        process, known = getattr(self._local, "held", (0, None))
        if known is not None and process == os.getpid():
            return cast(apsw.Connection, known)
        made = self._reader() if self._read_only else self._writer()
        if made is not None:
            self._local.held = (os.getpid(), made)
            self._open.append(self._local.held)
        return made

    def _writer(self) -> apsw.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = apsw.Connection(str(self._path))
        connection.set_busy_timeout(self._patience_ms)
        self._check(connection)
        list(connection.execute(_PRAGMAS))
        with _transaction(connection, "BEGIN IMMEDIATE"):
            if _version(connection) == 0:
                list(connection.execute(STEPS[0]))
                connection.execute(QUERIES["set-secret"], (os.urandom(SECRET_BYTES),))
            for step in STEPS[max(1, _version(connection)) :]:
                list(connection.execute(step))
            list(connection.execute(f"PRAGMA application_id = {_MARK}; PRAGMA user_version = {len(STEPS)}"))
        return connection

    def _reader(self) -> apsw.Connection | None:
        if not self._path.exists():
            return None
        connection = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(self._patience_ms)
        if self._check(connection) < len(STEPS):
            connection.close()
            return None
        return connection

    def _check(self, connection: apsw.Connection) -> int:
        version, mark = _version(connection), _number(connection, "PRAGMA application_id")
        if version and mark != _MARK:
            raise StoreUnavailable(f"{self._path} is a SQLite file, but not a graph of Mission Control")
        if version > len(STEPS):
            raise SchemaTooNew(
                f"{self._path} has schema version {version}, this program knows {len(STEPS)}: "
                "update Mission Control, or start anew with `mission-control reset`"
            )
        return version

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except (apsw.Error, OSError) as flaw:
            raise StoreUnavailable(f"{self._path}: {flaw}") from flaw


@contextmanager
def _transaction(connection: apsw.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: apsw.Connection) -> int:
    return _number(connection, "PRAGMA user_version")


def _number(connection: apsw.Connection, query: str) -> int:
    for (value,) in connection.execute(query):
        return int(value)
    return 0
