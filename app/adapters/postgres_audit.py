"""Audit log and history of verdicts in PostgreSQL; hypertables where TimescaleDB is installed, else partitions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import msgspec
from psycopg.types.json import Jsonb

from app.adapters.postgres_schema import TIME, Connection, PostgresSchema, Steps
from app.adapters.queries import load_queries
from app.domain.audit import AuditEntry, Deed, Head, Outcome, Standing, Stood, each_once, entered, outcome_of
from app.domain.moments import known_ms
from app.errors import StoreUnavailable
from app.ports import Judged, Positions, Sought

_SQL: Final = load_queries("postgres_audit.sql")
_STEPS: Final = Steps((f"{TIME['moments']}\n{TIME['tables']}\n{_SQL['schema-1']}", _SQL["schema-2"]))
_PAGE: Final = 1_000
_MONTH: Final = "%Y-%m"


class PostgresAudit:
    """``app.ports.AuditBook`` in a schema of its own; any number of processes read, one at a time writes."""

    def __init__(self, url: str, schema: str = "audit", *, patience_s: float = 5.0) -> None:
        self._schema = PostgresSchema(url, schema, _STEPS, patience_s=patience_s)

    def record(self, consumer: str, starts: Positions, positions: Positions, deeds: Sequence[Deed]) -> int:
        self._make_room(deeds)
        with self._schema.transaction() as connection:
            connection.execute(_SQL["one-at-a-time"].encode())
            stands = dict(connection.execute(_SQL["positions"].encode(), (consumer,)).fetchall())
            if stands != dict(starts):
                raise StoreUnavailable(f"the audit log stands elsewhere for {consumer} than whoever writes to it")
            count = _enter(connection, deeds)
            _move(connection, consumer, positions)
            return count

    def anew(self, consumer: str, positions: Positions, deeds: Iterable[Deed]) -> int:
        """Pages whose months have no room yet get it in the same transaction, as nobody else may write meanwhile."""
        left = iter(deeds)
        with self._schema.transaction() as connection:
            connection.execute(_SQL["one-at-a-time"].encode())
            connection.execute(_SQL["empty"].encode())
            count = 0
            while page := list(islice(left, _PAGE)):
                _make_room(connection, [deed.accepted for deed in page], page)
                count += _enter(connection, page)
            _move(connection, consumer, positions)
            return count

    def positions(self, consumer: str) -> dict[str, int]:
        return dict(map(_pair, self._schema.rows(_SQL["positions"], (consumer,))))

    def entries(self, sought: Sought, limit: int) -> list[AuditEntry]:
        asked = msgspec.structs.asdict(sought) | {"limit": limit}
        with self._schema.statements() as connection:
            return list(map(_entry, connection.execute(_SQL["entries"].encode(), asked).fetchall()))

    def chain(self, tenant: str) -> Iterator[AuditEntry]:
        number = 0
        while page := [_entry(row) for row in self._schema.rows(_SQL["chain"], (tenant, number, _PAGE))]:
            yield from page
            number = page[-1].number

    def heads(self) -> dict[str, Head]:
        return {tenant: Head(number, digest) for tenant, number, digest in self._schema.rows(_SQL["heads"])}

    def judged(self, tenant: str, since: int, until: int, iteration: str = "") -> list[Judged]:
        asked = {"tenant": tenant, "since": since, "until": until, "iteration": iteration}
        with self._schema.statements() as connection:
            rows = connection.execute(_SQL["judged"].encode(), asked).fetchall()
        return [Judged(Outcome(*row[:5]), row[5]) for row in rows]

    def retain(self, now: int, kept_ms: int) -> int:
        asked = {"kept": timedelta(milliseconds=kept_ms), "today": _time(now)}
        with self._schema.transaction() as connection:
            gone = connection.execute(_SQL["keep-for"].encode(), asked).fetchone()
        return int(gone[0]) if gone else 0

    def ping(self) -> None:
        self._schema.rows("SELECT 1")

    def close(self) -> None:
        self._schema.close()

    def drop(self) -> None:
        """Remove all of it."""
        self._schema.drop()

    def _make_room(self, deeds: Sequence[Deed]) -> None:
        """Before the deeds come, in a transaction of its own, as partitions are made under a heavy lock."""
        if deeds:
            with self._schema.statements() as connection:
                _make_room(connection, [deed.accepted for deed in deeds], deeds)


def _make_room(connection: Connection, accepted: Iterable[int], deeds: Iterable[Deed]) -> None:
    known = {_month(at): at for at in map(known_ms, accepted)}
    valid = {_month(deed.at): deed.at for deed in deeds if outcome_of(deed)}
    connection.execute(_SQL["make-room"].encode(), (list(map(_time, known.values())),))
    connection.execute(_SQL["make-room-for-verdicts"].encode(), (list(map(_time, valid.values())),))


def _enter(connection: Connection, deeds: Sequence[Deed]) -> int:
    """Chain the deeds that are not entered yet onto what there is."""
    if not deeds:
        return 0
    new = _not_entered(connection, each_once(deeds))
    entries, heads, standing = entered(new, _heads(connection), _standing(connection, new))
    _copy(connection, "fill-entries", map(_row, entries))
    _copy(connection, "fill-verdicts", _verdicts(entries))
    ends = [(tenant, *head) for tenant, head in heads.items()]
    _put(connection, "set-heads", ends)
    _put(connection, "set-standing", [(*subject, Jsonb(stand)) for subject, stand in standing.items()])
    return len(entries)


def _not_entered(connection: Connection, deeds: Sequence[Deed]) -> list[Deed]:
    asked = [deed.accepted for deed in deeds], [_time(known_ms(deed.accepted)) for deed in deeds]
    known = {row[0] for row in connection.execute(_SQL["entered"].encode(), asked)}
    named = [(deed.tenant, deed.event_id) for deed in deeds if deed.event_id]
    told = set(connection.execute(_SQL["told"].encode(), _columns(named)).fetchall()) if named else set()
    return [deed for deed in deeds if deed.accepted not in known and deed.name not in told]


def _heads(connection: Connection) -> dict[str, Head]:
    rows = connection.execute(_SQL["heads"].encode()).fetchall()
    return {tenant: Head(number, digest) for tenant, number, digest in rows}


def _standing(connection: Connection, deeds: Sequence[Deed]) -> dict[Stood, Standing]:
    subjects = sorted({(deed.tenant, deed.iteration, deed.subject) for deed in deeds})
    if not subjects:
        return {}
    rows = connection.execute(_SQL["standing"].encode(), _columns(subjects)).fetchall()
    return {(tenant, iteration, subject): body for tenant, iteration, subject, body in rows}


def _put(connection: Connection, query: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.execute(_SQL[query].encode(), _columns(rows))


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _copy(connection: Connection, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(_SQL[query].encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _move(connection: Connection, consumer: str, positions: Positions) -> None:
    connection.execute(_SQL["move"].encode(), (consumer, list(positions), list(positions.values())))


def _row(entry: AuditEntry) -> tuple[Any, ...]:
    deed = entry.deed
    where = (_time(known_ms(deed.accepted)), deed.tenant, entry.number, deed.accepted, _time(deed.at), deed.iteration)
    what = (deed.kind, deed.subject, deed.who, deed.why, Jsonb(dict(deed.before)), Jsonb(dict(deed.after)))
    return (*where, *what, deed.trace_id, deed.event_id, entry.previous, entry.digest)


def _entry(row: tuple[Any, ...]) -> AuditEntry:
    return AuditEntry(row[0], row[1], row[2], Deed(*row[3:]))


def _verdicts(entries: Sequence[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    for deed in (entry.deed for entry in entries):
        if outcome := outcome_of(deed):
            yield (_time(deed.at), deed.tenant, deed.iteration, deed.accepted, *msgspec.structs.astuple(outcome))


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC) + timedelta(milliseconds=ms % 1000)


def _month(ms: int) -> str:
    return _time(ms).strftime(_MONTH)


def _pair(row: tuple[Any, ...]) -> tuple[str, int]:
    return row[0], row[1]
