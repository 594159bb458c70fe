"""Full-text search in a SQLite file of its own (FTS5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.domain.graph import Scope
from app.domain.moments import acceptance
from app.domain.searching import WEIGHTS, pieces_of, words_of
from app.errors import StoreUnavailable
from app.ports import Document, FacetCount, Hit, Hits, Positions, SearchIndex
from app.ports.search import FACET_VALUES, FIRST_PAGE, NARROWING, Narrowed, Order, Wanted
from app.ports.search_pages import Place, checked, cursor_of

_SQL: Final = load_queries("sqlite_search.sql")
_SCHEMA: Final = Schema("search index", 0x4D435345, (_SQL["schema-1"], _SQL["schema-2"]))
_READ: Final = 1_000


class SqliteSearch:
    """``app.ports.SearchIndex`` on one file; one process writes at a time, any number read.

    ``build``: which of the builds in the file this is; None: the one in use.
    """

    def __init__(self, path: Path, *, patience_ms: int = 10_000, build: int | None = None) -> None:
        self._path, self._patience_ms = path, patience_ms
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)
        self._fixed = build

    def index(
        self, consumer: str, positions: Positions, documents: Sequence[Document], *, starts: Positions | None = None
    ) -> None:
        with self._file.writing() as connection:
            build = self._build(connection)
            if starts is not None:
                _stands(dict(connection.execute(_SQL["positions"], (build, consumer))), positions, starts)
            connection.executemany(
                _SQL["index"], ((build, *d.scope, *msgspec.structs.astuple(d)[1:]) for d in documents)
            )
            connection.executemany(_SQL["move"], ((build, consumer, *pair) for pair in positions.items()))

    def positions(self, consumer: str) -> dict[str, int]:
        with self._file.reading() as connection:
            return dict(connection.execute(_SQL["positions"], (self._build(connection), consumer)))

    def search(self, tenant: str, query: str, wanted: Wanted = FIRST_PAGE) -> Hits:
        words = words_of(query)
        past = checked(wanted)
        if wanted.limit <= 0 or not (words or (wanted.only and not query.strip())):
            return Hits()
        with self._file.reading() as connection:
            asked = _Asked(connection, self._build(connection), tenant, words, wanted.only)
            return Hits(*asked.page(wanted.order, wanted.limit, past), asked.counts(wanted.facets), asked.more)

    def forget(self, before: Mapping[str, int]) -> int:
        with self._file.writing() as connection:
            build, gone = self._build(connection), 0
            for policy, moment in before.items():
                connection.execute(_SQL["forget"], (build, policy, acceptance(moment, 0, 0)))
                gone += connection.changes()
            return gone

    def documents(self) -> Iterator[Document]:
        last = ("", "", "")
        while True:
            with self._file.reading() as connection:
                rows = list(connection.execute(_SQL["documents"], (self._build(connection), *last, _READ)))
            if not rows:
                return
            last = rows[-1][:3]
            yield from (Document(Scope(row[0], row[1]), *row[2:]) for row in rows)

    def fresh(self) -> "SqliteSearch":
        with self._file.writing() as connection:
            current = self._build(connection)
            connection.execute(_SQL["drop-others"], {"build": current})
        return SqliteSearch(self._path, patience_ms=self._patience_ms, build=current + 1)

    def switch(self, fresh: SearchIndex) -> None:
        assert isinstance(fresh, SqliteSearch) and fresh._fixed is not None, "made by fresh()"
        with self._file.writing() as connection:
            connection.execute(_SQL["switch"], (fresh._fixed,))
            connection.execute(_SQL["drop-others"], {"build": fresh._fixed})

    def advice(self) -> str:
        return ""  # a file is brought to today's form by whoever opens it first

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()

    def _build(self, connection: apsw.Connection) -> int:
        return self._fixed or int(next(iter(connection.execute(_SQL["current"])))[0])


def _stands(stored: Positions, moved: Positions, starts: Positions) -> None:
    """Return when the lanes that are moved stand where they are believed to. Raises StoreUnavailable."""
    for lane in moved:
        if stored.get(lane, 0) != starts.get(lane, 0):
            raise StoreUnavailable(
                f"the search index stands at {stored.get(lane, 0)} of {lane}, not at {starts.get(lane, 0)}: another "
                "has been at work"
            )


def _every(words: Sequence[str]) -> str:
    """The words as quoted prefixes, so that nothing a user types is search syntax."""
    return " AND ".join(f'"{word}"*' for word in words)


@dataclass
class _Asked:
    """One search, put to one moment of the file."""

    connection: apsw.Connection
    build: int
    tenant: str
    words: Sequence[str]
    only: Narrowed
    more: str = ""

    def page(self, order: Order, limit: int, past: Place | None) -> tuple[tuple[Hit, ...], int]:
        """The hits, and how many there are in all; ``more`` is set."""
        total = int(next(iter(self._rows("total", {})))[0])
        sign = 1 if order == "oldest" else -1
        told = (-past.score, sign * past.valid_at, past.iteration, past.uid) if past else (None,) * 4
        names = ("past", "past_moment", "past_iteration", "past_uid")
        asked = {"order": order, "limit": limit + 1, **dict(zip(names, told, strict=True))}
        found = list(self._rows("page", asked, score=self._worth(order)))
        if len(found) > limit:
            found.pop()
            _, score, *rest = found[-1]
            self.more = cursor_of(Place(order, float(abs(score)), *rest))
        return tuple(self._hits([row[0] for row in found])), total

    def counts(self, facets: Sequence[str]) -> dict[str, tuple[FacetCount, ...]]:
        """The values of each facet with the most hits."""
        return {
            facet: tuple(
                FacetCount(*row) for row in self._rows("facet", {"values": FACET_VALUES}, facet, leave=facet)
            )
            for facet in facets
        }

    def _hits(self, ids: Sequence[int]) -> Iterator[Hit]:
        asked = {"ids": msgspec.json.encode(ids).decode()}
        rows = {row[0]: row[1:] for row in self.connection.execute(_SQL["hits"], asked)}
        for number in ids:
            tenant, iteration, uid, kind, title, body, *rest = rows[number]
            yield Hit(Scope(tenant, iteration), uid, kind, title, pieces_of(title, body, self.words), *rest)

    def _worth(self, order: Order) -> str:
        """What a document is worth, as SQL; nothing where time sorts. Words hold letters and digits alone."""
        worth = (_SQL["worth"].format(word=word, **WEIGHTS._asdict()) for word in self.words if order == "best")
        return " + ".join(worth) or "0.0"

    def _rows(
        self, name: str, more: dict[str, Any], column: str = "kind", leave: str = "", score: str = "0.0"
    ) -> Iterator[Any]:
        """The rows of a query over what is found; ``leave``: not narrowed by this; ``score``: what sorts it."""
        chosen = {key: list(self.only[key]) for key in self.only if key != leave}
        narrowed = {key: msgspec.json.encode(chosen[key]).decode() if key in chosen else None for key in NARROWING}
        found = f"{_SQL['with-words' if self.words else 'without-words']} {_SQL['narrowed']}"
        text = _SQL[name].format(found=found.format(column=f"d.{column}", score=score))
        asked = {"build": self.build, "tenant": self.tenant, "words": _every(self.words), **narrowed, **more}
        return self.connection.execute(text, asked)
