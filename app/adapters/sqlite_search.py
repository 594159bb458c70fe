"""Full-text search in a SQLite file of its own (FTS5)."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.domain.graph import Scope
from app.errors import BadRequest
from app.ports import Document, Hit, Positions

_SQL: Final = load_queries("sqlite_search.sql")
_SCHEMA: Final = Schema("search index", 0x4D435345, (_SQL["schema-1"],))
_WORD: Final = re.compile(r"[^\W_]+")
_MAX_WORDS: Final = 50


class SqliteSearch:
    """``app.ports.SearchIndex`` on one file; one process writes, any number read."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)

    def index(self, consumer: str, positions: Positions, documents: Sequence[Document]) -> None:
        rows = [(*d.scope, d.uid, d.kind, d.title, d.body, d.severity, d.valid_at) for d in documents]
        with self._file.writing() as connection:
            connection.executemany(_SQL["index"], rows)
            connection.executemany(_SQL["move"], ((consumer, *pair) for pair in positions.items()))

    def positions(self, consumer: str) -> dict[str, int]:
        with self._file.reading() as connection:
            return dict(connection.execute(_SQL["positions"], (consumer,)))

    def search(self, tenant: str, query: str, *, iteration: str = "", kind: str = "", limit: int = 50) -> list[Hit]:
        words = _every_word(query)
        if not words:
            return []
        asked = {"words": words, "tenant": tenant, "iteration": iteration, "kind": kind, "limit": max(limit, 0)}
        with self._file.reading() as connection:
            return [Hit(Scope(row[0], row[1]), *row[2:]) for row in connection.execute(_SQL["search"], asked)]

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()


def _every_word(query: str) -> str:
    """The query's words as quoted prefixes, so that nothing a user types is search syntax."""
    words = _WORD.findall(query)
    if len(words) > _MAX_WORDS:
        raise BadRequest(f"a search takes at most {_MAX_WORDS} words, found {len(words)}")
    return " AND ".join(f'"{word}"*' for word in words)
