"""A SQLite file as every embedded adapter uses it.

Write-ahead log, one connection per thread and process, a schema version in the file, and plain
one-line errors. Whoever comes first creates the file, be it the writer or a reader.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar
from weakref import WeakSet

import apsw
import msgspec

from app.errors import SchemaTooNew, StoreUnavailable

_OPENING_WAIT_MS: Final = 200
_PRAGMAS: Final = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA journal_size_limit = 67108864;
PRAGMA temp_store = MEMORY;
"""

# Connections must not be used, nor closed, on the other side of a fork: what a child inherits is kept
# here untouched.
_inherited: list[apsw.Connection] = []

_TABLES: Final = "SELECT count(*) FROM sqlite_master"

Answer = TypeVar("Answer")


class Schema(msgspec.Struct, frozen=True):
    """What a file holds. ``steps[n]`` brings schema version n to n + 1; all of them make a new file.

    ``mark`` tells our kinds of file apart from each other and from everybody else's (application_id).
    """

    purpose: str
    mark: int
    steps: tuple[str, ...]


class SqliteFile:
    """One file, shared by the threads of this process and by other processes.

    ``durable`` waits for the disk at each commit; without it a power cut may lose the last commits,
    though never part of one. ``patience_ms``: how long to wait for another writer.
    """

    def __init__(self, path: Path, schema: Schema, *, durable: bool = False, patience_ms: int = 10_000) -> None:
        self._path = path
        self._schema = schema
        self._durable = durable
        self._patience_ms = patience_ms
        self._closed = False
        self._begin_process()

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection on which every query sees the same moment of the file."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """A connection that alone may write; what it did is kept at the end, or undone on an error."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def stands(self) -> int:
        """A number that changes for this thread when any other connection has written to the file."""
        with self._plain_errors():
            return _number(self._connection(), "PRAGMA data_version")

    def close(self) -> None:
        """Close the connections of all threads; may be called twice. One at work is closed by its thread."""
        self._leave_what_was_inherited()
        with self._lock:
            self._closed = True
            for connection in list(self._connections):
                with suppress(apsw.ThreadingViolationError):
                    connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[apsw.Connection]:
        with self._plain_errors():
            connection = self._connection()
            with _transaction(connection, begin):
                yield connection
            if self._closed:
                connection.close()

    def _connection(self) -> apsw.Connection:
        self._leave_what_was_inherited()
        if self._closed:
            raise StoreUnavailable(f"{self._path} is closed in this process")
        held: apsw.Connection | None = getattr(self._local, "held", None)
        if held is not None:
            return held
        connection = self._local.held = self._open()
        with self._lock:
            self._connections.add(connection)
        return connection

    def _leave_what_was_inherited(self) -> None:
        if self._process == os.getpid():
            return
        _inherited.extend(self._connections)
        self._begin_process()

    def _begin_process(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._local = threading.local()
        self._connections: WeakSet[apsw.Connection] = WeakSet()

    def _open(self) -> apsw.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = apsw.Connection(str(self._path))
        # Two processes that both turn a new file to WAL get "busy" at once, however long they would
        # wait; so opening asks again by itself. The first look keeps its hands off a file that is not ours.
        connection.set_busy_timeout(_OPENING_WAIT_MS)
        found = self._patiently(lambda: self._look(connection))
        self._patiently(lambda: list(connection.execute(_PRAGMAS)))
        connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
        if found < len(self._schema.steps):
            self._patiently(lambda: self._complete(connection))
        connection.set_busy_timeout(self._patience_ms)
        return connection

    def _patiently(self, action: Callable[[], Answer]) -> Answer:
        for _ in range(self._patience_ms // _OPENING_WAIT_MS):
            try:
                return action()
            except apsw.BusyError:
                time.sleep(0.02)
        return action()

    def _look(self, connection: apsw.Connection) -> int:
        with _transaction(connection, "BEGIN"):
            return self._version(connection)

    def _complete(self, connection: apsw.Connection) -> None:
        with _transaction(connection, "BEGIN IMMEDIATE"):
            # The version is read again: another process may have been first.
            for step in self._schema.steps[self._version(connection) :]:
                list(connection.execute(step))
            connection.execute(f"PRAGMA application_id = {self._schema.mark}")
            connection.execute(f"PRAGMA user_version = {len(self._schema.steps)}")

    def _version(self, connection: apsw.Connection) -> int:
        version, mark = _number(connection, "PRAGMA user_version"), _number(connection, "PRAGMA application_id")
        if mark != self._schema.mark and (mark or version or _number(connection, _TABLES)):
            raise StoreUnavailable(f"{self._path} holds something else than the {self._schema.purpose}")
        if version > len(self._schema.steps):
            raise SchemaTooNew(
                f"{self._path} was written by a newer version (its schema is {version}, this program knows up to "
                f"{len(self._schema.steps)}): upgrade the program, or start anew with 'mission-control reset'"
            )
        return version

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (apsw.BusyError, apsw.LockedError) as busy:
            seconds = self._patience_ms / 1000
            raise StoreUnavailable(f"{self._path} is locked by another process for over {seconds:g} s") from busy
        except apsw.NotADBError as flaw:
            raise StoreUnavailable(f"{self._path} is not a database: is it another file's place?") from flaw
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError, OSError) as flaw:
            raise StoreUnavailable(f"{self._path} cannot be opened for writing: {_line(flaw)}") from flaw
        except (apsw.IOError, apsw.FullError, apsw.CorruptError, apsw.ConnectionClosedError) as flaw:
            raise StoreUnavailable(f"{self._path}: {_line(flaw)}") from flaw


@contextmanager
def _transaction(connection: apsw.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _number(connection: apsw.Connection, query: str) -> int:
    """The one number that the query answers."""
    return next(int(str(row[0])) for row in connection.execute(query))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
