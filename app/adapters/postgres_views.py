"""Saved views and links that were handed out, in PostgreSQL."""

from collections.abc import Sequence
from typing import Any, Final

from app.adapters.postgres_schema import PostgresSchema, Steps
from app.adapters.queries import load_queries
from app.ports import HandedOut, SavedView
from app.wire import view_rows

_SQL: Final = load_queries("postgres_views.sql")


class PostgresViews:
    """``app.ports.ViewBook`` in a schema of its own; any number of processes read and write."""

    def __init__(self, url: str, schema: str = "views", *, patience_s: float = 5.0) -> None:
        self._schema = PostgresSchema(url, schema, Steps((_SQL["schema-1"],)), patience_s=patience_s)

    def save(self, view: SavedView) -> None:
        self._write("save", (view.tenant, view.name, view_rows.text(view.addresses), view.saved))

    def views(self, tenant: str) -> list[SavedView]:
        rows = self._schema.rows(_SQL["views"], (tenant,))
        return [SavedView(owner, name, view_rows.addresses(kept), saved) for owner, name, kept, saved in rows]

    def forget(self, tenant: str, name: str) -> bool:
        return self._write("forget", (tenant, name))

    def hand_out(self, link: HandedOut) -> None:
        self._write("hand-out", view_rows.row_of(link))

    def handed_out(self, tenant: str) -> list[HandedOut]:
        return [view_rows.link(row) for row in self._schema.rows(_SQL["handed-out"], (tenant,))]

    def link(self, name: str) -> HandedOut | None:
        return next((view_rows.link(row) for row in self._schema.rows(_SQL["link"], (name,))), None)

    def revoke(self, tenant: str, name: str, now: int) -> bool:
        return self._write("revoke", (now, tenant, name))

    def ping(self) -> None:
        self._schema.rows("SELECT 1")

    def close(self) -> None:
        self._schema.close()

    def drop(self) -> None:
        """Remove all of it."""
        self._schema.drop()

    def _write(self, query: str, values: Sequence[Any]) -> bool:
        with self._schema.statements() as connection:
            return connection.execute(_SQL[query].encode(), values).rowcount > 0
