"""One Neo4j database as this process reaches it: a driver opened at the first use, whole transactions, plain errors.

With a ``neo4j://`` address reads are routed to members of a cluster; what a process wrote it also reads, as its
sessions share bookmarks.
"""

import os
import re
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import neo4j
from neo4j._exceptions import BoltError  # escapes from handshakes that a server breaks off, as no error of the driver
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, IncompleteCommit, Neo4jError, TransientError

from app.adapters.neo4j_graph.asking import Asking
from app.errors import SetupError, StoreUnavailable

Answer = TypeVar("Answer")
Run = neo4j.ManagedTransaction | neo4j.Transaction | neo4j.Session
"""Where a statement can be run."""
Asks = Run | Asking
"""Where a question can be asked."""
WRITING_S: Final = 120.0
WAITING_S: Final = 10.0
"""So long one transaction may take, and one that only waits for another."""
_LONGEST: Final = 160
_REASON: Final = re.compile(r"\(reason (?:\[Errno -?\d+\] )?([^()]+)\)")
"""Why the driver got no connection; around it stand addresses as Python prints them."""

# A driver must not be used, nor closed, on the other side of a fork: what a child inherits is kept here untouched.
_inherited: Final[list[Any]] = []


class Neo4jDatabase:
    """The database at ``url``, which may be opened before its server runs.

    ``patience_s``: how long transient faults and an absent server are put up with before StoreUnavailable.
    ``undone`` is told each time what undid a transaction that will be done again ("DeadlockDetected", say).
    """

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        *,
        patience_s: float = 5.0,
        undone: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.url = url
        self._undone = undone
        self._auth = (user, password)
        self._patience_s = patience_s
        self._driver: neo4j.Driver | None = None
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._closed = False

    def afresh(self) -> "Neo4jDatabase":
        """The same database, not opened yet."""
        return Neo4jDatabase(self.url, *self._auth, patience_s=self._patience_s, undone=self._undone)

    @contextmanager
    def reading(self) -> Iterator[Asking]:
        """Where questions may be asked, each on its own: Neo4j would not keep several at one moment anyway."""
        with self._plainly(), self._session(neo4j.READ_ACCESS) as session:
            yield Asking(session)

    @contextmanager
    def holding(self) -> Iterator[neo4j.Transaction]:
        """A transaction that is undone at the end: only its locks are wanted."""
        with (
            self._plainly(),
            self._session(neo4j.WRITE_ACCESS) as session,
            session.begin_transaction() as transaction,
        ):
            yield transaction
            transaction.rollback()

    def write(
        self,
        work: Callable[[Run], Answer],
        happened: Callable[[], bool] = lambda: False,
        within_s: float = WRITING_S,
    ) -> Answer | None:
        """Do the work in one transaction, again when a transient fault (a deadlock, say) undid it.

        When the connection breaks during the commit, ``happened`` must say whether it went through; if it did,
        nothing is answered, as the answer was lost with it.
        """
        with self._plainly(), self._session(neo4j.WRITE_ACCESS) as session:
            try:
                return session.execute_write(neo4j.unit_of_work(timeout=within_s)(self._counted(work)))
            except IncompleteCommit:
                if happened():
                    return None
                raise

    def _counted(self, work: Callable[[Run], Answer]) -> Callable[[Run], Answer]:
        def counted(transaction: Run) -> Answer:
            try:
                return work(transaction)
            except TransientError as flaw:
                self._undone((flaw.code or type(flaw).__name__).rpartition(".")[2])
                raise

        return counted

    def run(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """One statement that is a transaction of its own (schema changes, batches of deletions)."""
        with self._plainly(), self._session(neo4j.WRITE_ACCESS) as session:
            return [tuple(record.values()) for record in session.run(query, values)]

    def close(self) -> None:
        """Let go of every connection; may be called twice."""
        self._leave_what_was_inherited()
        with self._lock:
            self._closed = True
            driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _session(self, access: str) -> neo4j.Session:
        return self._ready_driver().session(default_access_mode=access, bookmark_manager=self._bookmarks)

    def _ready_driver(self) -> neo4j.Driver:
        self._leave_what_was_inherited()
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"Neo4j at {self.url} is closed in this process")
            if self._driver is None:
                self._driver = self._opened()
            return self._driver

    def _opened(self) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(
            self.url,
            auth=self._auth,
            connection_timeout=self._patience_s,
            connection_acquisition_timeout=2 * self._patience_s,
            max_transaction_retry_time=self._patience_s,
            notifications_min_severity="OFF",
            keep_alive=True,
            user_agent="mission-control",
        )

    def _leave_what_was_inherited(self) -> None:
        if self._process != os.getpid():
            _inherited.append(self._driver)
            self._driver, self._process, self._lock = None, os.getpid(), threading.Lock()

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except AuthError as flaw:
            raise StoreUnavailable(f"Neo4j at {self.url} refuses MC_NEO4J_USER and MC_NEO4J_PASSWORD") from flaw
        except (DriverError, Neo4jError, BoltError) as flaw:
            raise StoreUnavailable(f"Neo4j at {self.url}: {_line(flaw)}") from flaw


def checked_address(variable: str, url: str) -> str:
    """The address, when it is one of Neo4j. Raises SetupError naming the variable that holds it."""
    try:
        neo4j.GraphDatabase.driver(url, auth=("", "")).close()
    except (ConfigurationError, ValueError) as flaw:
        raise SetupError(f"{variable} takes an address such as bolt://127.0.0.1:7687, found {url!r}") from flaw
    return url


def _line(error: Exception) -> str:
    """On one line; of a connection that came to nothing only why, for the address is said already, and of what the
    server says its own name for it and the first words."""
    if isinstance(error, Neo4jError) and error.code:
        said = " ".join((error.message or "").split())
        return f"{error.code.rpartition('.')[2]}: {textwrap.shorten(said, _LONGEST, placeholder=' …')}"
    text = " ".join(str(error).split()) or type(error).__name__
    reasons = _REASON.findall(text)
    return str(reasons[0]).lower() if reasons else text
