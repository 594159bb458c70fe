"""Audit log and history of verdicts in SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.domain.audit import AuditEntry, Deed, Head, Outcome, Standing, Stood, each_once, entered, outcome_of
from app.domain.moments import acceptance
from app.errors import StoreUnavailable
from app.ports import Judged, Positions, Sought

_SQL: Final = load_queries("sqlite_audit.sql")
_SCHEMA: Final = Schema("audit log", 0x4D434155, (_SQL["schema-1"], _SQL["schema-2"]))
_PAGE: Final = 1_000


class SqliteAudit:
    """``app.ports.AuditBook`` on one file; one process writes, any number read."""

    def __init__(self, path: Path, *, patience_ms: int = 10_000) -> None:
        self._file = SqliteFile(path, _SCHEMA, patience_ms=patience_ms)

    def record(self, consumer: str, starts: Positions, positions: Positions, deeds: Sequence[Deed]) -> int:
        with self._file.writing() as connection:
            stands = dict(connection.execute(_SQL["positions"], (consumer,)))
            if stands != dict(starts):
                raise StoreUnavailable(f"the audit log stands elsewhere for {consumer} than whoever writes to it")
            count = _enter(connection, deeds)
            _move(connection, consumer, positions)
            return count

    def anew(self, consumer: str, positions: Positions, deeds: Iterable[Deed]) -> int:
        with self._file.writing() as connection:
            list(connection.execute(_SQL["empty"]))
            left = iter(deeds)
            count = sum(_enter(connection, page) for page in iter(lambda: list(islice(left, _PAGE)), []))
            _move(connection, consumer, positions)
            return count

    def positions(self, consumer: str) -> dict[str, int]:
        with self._file.reading() as connection:
            return dict(connection.execute(_SQL["positions"], (consumer,)))

    def entries(self, sought: Sought, limit: int) -> list[AuditEntry]:
        with self._file.reading() as connection:
            return [_entry(row) for row in connection.execute(_SQL["entries"], _asked(sought, limit))]

    def chain(self, tenant: str) -> Iterator[AuditEntry]:
        number = 0
        while page := self._page(tenant, number):
            yield from page
            number = page[-1].number

    def heads(self) -> dict[str, Head]:
        with self._file.reading() as connection:
            return _heads(connection)

    def judged(self, tenant: str, since: int, until: int, iteration: str = "") -> list[Judged]:
        with self._file.reading() as connection:
            rows = list(connection.execute(_SQL["judged"], (tenant, since, until, iteration)))
        return [Judged(Outcome(row[0], bool(row[1]), *row[2:5]), row[5]) for row in rows]

    def retain(self, now: int, kept_ms: int) -> int:
        before = acceptance(max(0, now - kept_ms), 0, 0)
        with self._file.writing() as connection:
            connection.execute(_SQL["forget-verdicts"], (before,))
            connection.execute(_SQL["forget-entries"], (before,))
            return connection.changes()

    def ping(self) -> None:
        with self._file.reading() as connection:
            list(connection.execute(_SQL["ping"]))

    def close(self) -> None:
        self._file.close()

    def _page(self, tenant: str, number: int) -> list[AuditEntry]:
        with self._file.reading() as connection:
            return [_entry(row) for row in connection.execute(_SQL["chain"], (tenant, number, _PAGE))]


def _enter(connection: apsw.Connection, deeds: Sequence[Deed]) -> int:
    """Chain the deeds that are not entered yet onto what there is."""
    new = [deed for deed in each_once(deeds) if not _is_entered(connection, deed)]
    entries, heads, standing = entered(new, _heads(connection), _standing(connection, new))
    connection.executemany(_SQL["add-entry"], map(_row, entries))
    connection.executemany(_SQL["add-verdict"], _verdicts(entries))
    connection.executemany(_SQL["set-head"], ((tenant, *head) for tenant, head in heads.items()))
    stands = ((*subject, msgspec.json.encode(stand)) for subject, stand in standing.items())
    connection.executemany(_SQL["set-standing"], stands)
    return len(entries)


def _is_entered(connection: apsw.Connection, deed: Deed) -> bool:
    return bool(next(connection.execute(_SQL["is-entered"], (deed.accepted, *deed.name)))[0])


def _heads(connection: apsw.Connection) -> dict[str, Head]:
    return {tenant: Head(number, digest) for tenant, number, digest in connection.execute(_SQL["heads"])}


def _standing(connection: apsw.Connection, deeds: Sequence[Deed]) -> dict[Stood, Standing]:
    subjects = {(deed.tenant, deed.iteration, deed.subject) for deed in deeds}
    found = ((subject, connection.execute(_SQL["standing"], subject).get) for subject in subjects)
    return {subject: msgspec.json.decode(body) for subject, body in found if body is not None}


def _move(connection: apsw.Connection, consumer: str, positions: Positions) -> None:
    connection.executemany(_SQL["move"], ((consumer, *pair) for pair in positions.items()))


def _row(entry: AuditEntry) -> tuple[Any, ...]:
    deed = entry.deed
    sought = (deed.accepted, deed.at, deed.iteration, deed.kind, deed.who)
    return (deed.tenant, entry.number, *sought, entry.previous, entry.digest, msgspec.json.encode(deed))


def _entry(row: Sequence[Any]) -> AuditEntry:
    return AuditEntry(row[0], row[1], row[2], msgspec.json.decode(row[3], type=Deed))


def _verdicts(entries: Sequence[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    for deed in (entry.deed for entry in entries):
        if outcome := outcome_of(deed):
            said = msgspec.structs.astuple(outcome)
            yield (deed.tenant, deed.at, deed.accepted, deed.iteration, *said)


def _asked(sought: Sought, limit: int) -> tuple[Any, ...]:
    return (*msgspec.structs.astuple(sought), limit)
