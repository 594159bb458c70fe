"""Saved views and links that were handed out, in a SQLite file of their own."""

from pathlib import Path
from typing import Any, Final

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.ports import HandedOut, SavedView
from app.wire import view_rows

_SQL: Final = load_queries("sqlite_views.sql")
_SCHEMA: Final = Schema("book of views", 0x4D435657, (_SQL["schema-1"],))


class SqliteViews:
    """``app.ports.ViewBook`` on one file; any number of processes read and write."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)

    def save(self, view: SavedView) -> None:
        with self._file.writing() as connection:
            connection.execute(_SQL["save"], (view.tenant, view.name, view_rows.text(view.addresses), view.saved))

    def views(self, tenant: str) -> list[SavedView]:
        return [
            SavedView(owner, name, view_rows.addresses(kept), saved)
            for owner, name, kept, saved in self._rows("views", tenant)
        ]

    def forget(self, tenant: str, name: str) -> bool:
        return self._write("forget", (tenant, name))

    def hand_out(self, link: HandedOut) -> None:
        self._write("hand-out", view_rows.row_of(link))

    def handed_out(self, tenant: str) -> list[HandedOut]:
        return [view_rows.link(row) for row in self._rows("handed-out", tenant)]

    def link(self, name: str) -> HandedOut | None:
        return next((view_rows.link(row) for row in self._rows("link", name)), None)

    def revoke(self, tenant: str, name: str, now: int) -> bool:
        return self._write("revoke", (now, tenant, name))

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()

    def _rows(self, query: str, value: str) -> list[Any]:
        with self._file.reading() as connection:
            return list(connection.execute(_SQL[query], (value,)))

    def _write(self, query: str, values: tuple[Any, ...]) -> bool:
        with self._file.writing() as connection:
            connection.execute(_SQL[query], values)
            return bool(connection.changes())
