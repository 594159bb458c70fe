"""The writer's side of one scope: takes new entries into the journal and into columns."""

from typing import Final

import apsw
import numpy as np

from app.adapters.sqlite_graph import journal
from app.adapters.sqlite_graph.catalogue import NOWHERE, REMOVED, Names, Register, Whole, split_keys
from app.adapters.sqlite_graph.columns import Columns, columns_of, statements
from app.adapters.sqlite_graph.file import QUERIES
from app.adapters.sqlite_graph.frames import NEVER, Frame
from app.adapters.sqlite_graph.recent import Recent
from app.adapters.sqlite_graph.state import state
from app.adapters.sqlite_graph.ties import StatedAt, Ties
from app.adapters.sqlite_graph.timeline import Timeline
from app.adapters.sqlite_graph.values import WordList
from app.domain.graph import Entry
from app.domain.moments import LATEST

_PART: Final = 4096
"""Larger batches are taken in parts of this size, so that windows stay even."""


class Intake:
    """One scope as its writer remembers it. Entries are numbered from 1 in order of arrival."""

    def __init__(self, connection: apsw.Connection, scope: int, window: int) -> None:
        self._scope = scope
        self._window = window
        self._register = Register(connection, scope)
        ((self._count, self._top),) = connection.execute(QUERIES["scope"], (scope,))
        size = len(self._register.cells)
        self._timeline = Timeline(connection, scope)
        self._timeline.head = state(connection, scope, (self._timeline.end, self._count), size, Recent(0))
        now = state(connection, scope, (LATEST, self._count), size, Recent(0))
        self._ties = _ties(connection, scope, self._register, now)
        unfiled = connection.execute(QUERIES["touched-since"], (scope, self._timeline.sealed + 1))
        self._touched = [np.frombuffer(body, np.uint32).reshape(2, -1) for (body,) in unfiled]

    def take(self, connection: apsw.Connection, entries: list[Entry], names: Names, words: WordList) -> None:
        """Keep these entries, all of them new."""
        for start in range(0, len(entries), _PART):
            self._take(connection, entries[start : start + _PART], names, words)
        self._register.save(connection)
        valid = [entry.valid_at for entry in entries]
        connection.execute(QUERIES["grow-scope"], (self._scope, min(valid), max(valid), self._top, len(entries)))

    def _take(self, connection: apsw.Connection, entries: list[Entry], names: Names, words: WordList) -> None:
        columns = columns_of(entries, self._count + 1, self._register)
        run = statements(columns, self._register, names, words)
        accepted = np.array([entry.accepted for entry in entries], np.int64)
        tops = self._out_of_turn(connection, accepted, columns)
        self._journal(connection, entries, columns, (accepted, tops))
        if len(run):
            self._timeline.take(connection, run)
        self._count += len(entries)
        self._top = int(tops[-1])
        if self._count - self._timeline.sealed >= self._window and self._timeline.tail:
            self._seal(connection)

    def _out_of_turn(self, connection: apsw.Connection, accepted: Whole, columns: Columns) -> Whole:
        """Mark what columns cannot tell (see ``ties``); the greatest acceptance so far, per entry."""
        tops = np.maximum.accumulate(np.concatenate(([self._top], accepted)))
        late = accepted <= tops[:-1]
        odd = self._ties.odd_now(
            columns, late[columns.seq - self._count - 1], len(self._register), self._stated_at(connection)
        )
        connection.executemany(QUERIES["add-odd"], [(self._scope, number) for number in odd])
        for n in np.flatnonzero(accepted < tops[:-1]).tolist():
            touched = columns.entity[columns.seq == self._count + 1 + n].astype(np.uint32)
            row = (self._scope, self._count + 1 + n, int(accepted[n]), touched.tobytes())
            connection.execute(QUERIES["add-out-of-turn"], row)
        return tops[1:]

    def _stated_at(self, connection: apsw.Connection) -> StatedAt:
        def stated_at(number: int, valid: int) -> bool:
            entries = journal.about(connection, self._scope, [number])
            facts = (fact for entry in entries for fact in entry.facts)
            return any(f.valid_at == valid and self._register.get(f.entity) == number for f in facts)

        return stated_at

    def _journal(
        self, connection: apsw.Connection, entries: list[Entry], columns: Columns, accepted: tuple[Whole, Whole]
    ) -> None:
        valid = np.array([entry.valid_at for entry in entries], np.int64)
        touched = np.stack((columns.entity, columns.seq)).astype(np.uint32)
        self._touched.append(touched)
        for n in range(0, len(entries), journal.CHUNK):
            end, lo = min(n + journal.CHUNK, len(entries)), self._count + 1 + n
            facts = slice(*np.searchsorted(columns.seq, (lo, lo + end - n)).tolist())
            times = (valid[n:end], accepted[0][n:end], int(accepted[1][end - 1]))
            told = journal.Told(*times, touched[:, facts])
            journal.write(connection, self._scope, lo, entries[n:end], told)

    def _seal(self, connection: apsw.Connection) -> None:
        self._timeline.seal(connection, self._count, len(self._register.cells))
        entity, seq = np.concatenate(self._touched, axis=1)
        journal.file_touches(connection, self._scope, self._count, entity, seq)
        self._touched = []


def _ties(connection: apsw.Connection, scope: int, register: Register, now: Frame) -> Ties:
    """What there is to remember of each entity, from the present state of its cells."""
    owner, which = split_keys(np.concatenate([np.zeros(0, np.int64), *register.known_cells]))
    latest = np.full(len(register), NEVER)
    np.maximum.at(latest, owner, now.when[NOWHERE + 1 :])
    removed = np.zeros(len(register), np.bool_)
    removed[owner[which == REMOVED]] = True
    return Ties(latest, removed, {number for (number,) in connection.execute(QUERIES["odd"], (scope,))})
