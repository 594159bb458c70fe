"""The engine's rows on a connection to SQLite; what its questions mean stands in ``sqlite_graph.sql``."""

from collections.abc import Iterable
from typing import Any, Final

import apsw

from app.adapters.queries import load_queries
from app.columnar import Expected, Row

QUERIES: Final = load_queries("sqlite_graph.sql")


class SqliteRows:
    """``app.columnar.Rows`` within the transaction that the connection is in."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    @property
    def stamp(self) -> object:
        """The connection, and a number that changes when another one has written."""
        return self._connection, self._connection.execute("PRAGMA data_version").get

    def ask(self, name: str, *values: Any) -> Iterable[Row]:
        """The rows that answer, as SQLite finds them."""
        return self._connection.execute(QUERIES[name], values)

    def ask_each(self, name: str, many: Iterable[Row]) -> Iterable[Row]:
        """The same for each of these values; the next are taken when the rows of the last have been read."""
        return self._connection.executemany(QUERIES[name], many)

    def one(self, name: str, *values: Any) -> Any:
        """The first row, or its only value."""
        return self._connection.execute(QUERIES[name], values).get

    def expect(self, *questions: Expected) -> None:
        """Nothing is far away here."""

    def tell(self, name: str, *values: Any) -> None:
        """One statement."""
        self._connection.execute(QUERIES[name], values)

    def tell_each(self, name: str, many: Iterable[Row]) -> None:
        """One statement, for each of these values."""
        self._connection.executemany(QUERIES[name], many)

    def change(self, name: str, *values: Any) -> int:
        """One statement; how many rows it changed."""
        self._connection.execute(QUERIES[name], values)
        return int(self._connection.changes())
