"""One schema in a PostgreSQL database as every adapter on PostgreSQL uses it.

A pool of connections per process, tables made in versioned steps by whoever comes first, plain one-line errors.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from app.adapters.queries import load_queries
from app.errors import SchemaTooNew, SetupError, StoreUnavailable

_KEPT_ALIVE: Final[dict[str, Any]] = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A holder on a machine that went away is noticed within half a minute."""

Connection = psycopg.Connection[tuple[Any, ...]]

TIME: Final = load_queries("postgres_time.sql")
"""Steps for schemas that hold tables of what happens over time."""

_MOST: Final = 8
"""Connections per process; a thread that finds all of them taken waits for one."""


class Steps(tuple[str, ...]):
    """SQL scripts: step n brings the schema's version n to n + 1; all of them make a new one."""


class PostgresSchema:
    """The schema ``name`` of the database at ``url``; it is made at the first use.

    ``patience_s``: how long to wait for a connection before the store counts as unavailable.
    """

    def __init__(self, url: str, name: str, steps: Steps, *, patience_s: float = 5.0) -> None:
        self._name = name
        self._steps = steps
        self._patience_s = patience_s
        self._where = _without_password(url)
        self._url = url
        self._options: dict[str, Any] = {"autocommit": True, "options": f"-c search_path={name} -c timezone=UTC"}
        self._lock = threading.Lock()
        self._pool: ConnectionPool[Connection] | None = None
        self._process = 0
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction: what it did is kept at the end, or undone on an error."""
        with self._plain_errors(), self._ready_pool().connection() as connection, connection.transaction():
            yield connection

    @contextmanager
    def statements(self) -> Iterator[Connection]:
        """A connection on which every statement is a transaction of its own."""
        with self._plain_errors(), self._ready_pool().connection() as connection:
            yield connection

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What one query answers."""
        with self.statements() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def connected(self) -> Connection:
        """A connection apart from the pool, for what lasts as long as a connection does; the caller closes it."""
        with self._plain_errors():
            self._ready_pool()
            return psycopg.connect(self._url, **self._options, **_KEPT_ALIVE)

    def drop(self) -> None:
        """Remove the schema with all that it holds."""
        with self._plain_errors(), psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(self._name)))

    def close(self) -> None:
        """Let go of every connection; may be called twice."""
        with self._lock:
            self._closed = True
            if self._pool is not None and self._process == os.getpid():
                self._pool.close(timeout=1)
            self._pool = None

    def _ready_pool(self) -> ConnectionPool[Connection]:
        """The pool of this process: connections must not be used on the other side of a fork."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"{self._where} is closed in this process")
            if self._pool is None or self._process != os.getpid():
                self._prepare()
                self._pool, self._process = self._opened(), os.getpid()
            return self._pool

    def _opened(self) -> ConnectionPool[Connection]:
        return ConnectionPool(
            self._url,
            kwargs=self._options,
            min_size=0,
            max_size=_MOST,
            timeout=self._patience_s,
            reconnect_timeout=self._patience_s,
            check=ConnectionPool.check_connection,
            open=True,
        )

    def _prepare(self) -> None:
        """Bring the schema up to date; of several that come at once one does it, the others wait."""
        schema = sql.Identifier(self._name)
        timeout = max(2, round(self._patience_s))
        with psycopg.connect(self._url, connect_timeout=timeout) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (self._name,))
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
            connection.execute(sql.SQL("SET LOCAL search_path = {}").format(schema))
            connection.execute("CREATE TABLE IF NOT EXISTS version (number integer NOT NULL)")
            found = connection.execute("SELECT coalesce(max(number), 0) FROM version").fetchone()
            self._complete(connection, found[0] if found else 0)

    def _complete(self, connection: Connection, version: int) -> None:
        if version > len(self._steps):
            raise SchemaTooNew(
                f"schema {self._name} of {self._where} was written by a newer version (it is {version}, this program "
                f"knows up to {len(self._steps)}): upgrade the program"
            )
        for number, step in enumerate(self._steps[version:], start=version + 1):
            connection.execute(step.encode())
            connection.execute("INSERT INTO version VALUES (%s)", (number,))

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (PoolTimeout, PoolClosed) as flaw:
            raise StoreUnavailable(f"{self._where} gave no connection within {self._patience_s:g} s") from flaw
        except (psycopg.OperationalError, psycopg.InterfaceError) as flaw:
            raise StoreUnavailable(f"{self._where}: {_line(flaw)}") from flaw


def checked_url(variable: str, url: str) -> str:
    """The address, when it is one of PostgreSQL. Raises SetupError naming the variable that holds it."""
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError as flaw:
        raise SetupError(f"{variable} takes an address such as postgresql://user@127.0.0.1:5432/name") from flaw
    return url


def _without_password(url: str) -> str:
    parts = conninfo_to_dict(url)
    return f"PostgreSQL at {parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
