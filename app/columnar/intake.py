"""The writer's side of one scope: takes new entries into the journal and into columns."""

from typing import Final

import numpy as np

from app.columnar import journal
from app.columnar.catalogue import NOWHERE, REMOVED, Names, Register, Whole, split_keys
from app.columnar.columns import Columns, columns_of, statements
from app.columnar.frames import NEVER, Frame
from app.columnar.present import Left, Present
from app.columnar.recent import Recent
from app.columnar.rows import Rows
from app.columnar.state import state
from app.columnar.ties import StatedAt, Ties
from app.columnar.timeline import Timeline
from app.columnar.values import WordList, Words
from app.domain.graph import Entry
from app.domain.moments import LATEST

_PART: Final = 4096
"""Larger batches are taken in parts of this size, so that windows stay even."""


class Intake:
    """One scope as its writer remembers it. Entries are numbered from 1 in order of arrival."""

    def __init__(self, rows: Rows, scope: int, window: int, present: bool = False) -> None:
        self._scope = scope
        self._window = window
        self._register = Register(rows, scope)
        ((self._count, self._top),) = rows.ask("scope", scope)
        size = len(self._register.cells)
        self._timeline = Timeline(rows, scope)
        self._timeline.head = state(rows, scope, (self._timeline.end, self._count), size, Recent(0))
        now = state(rows, scope, (LATEST, self._count), size, Recent(0))
        self._ties = _ties(rows, scope, self._register, now)
        known = self._register.known_cells
        self._present = Present(rows, scope, now, self._register, known) if present else None
        unfiled = rows.ask("touched-since", scope, self._timeline.sealed + 1)
        self._touched = [np.frombuffer(body, np.uint32).reshape(2, -1) for (body,) in unfiled]

    def take(self, rows: Rows, entries: list[Entry], names: Names, words: WordList) -> None:
        """Keep these entries, all of them new."""
        for start in range(0, len(entries), _PART):
            self._take(rows, entries[start : start + _PART], names, words)
        fresh = self._register.save(rows)
        if self._present is not None:
            self._present.learn(*fresh)
        valid = [entry.valid_at for entry in entries]
        rows.tell("grow-scope", self._scope, min(valid), max(valid), self._top, len(entries))

    def left(self, rows: Rows, known: tuple[Names, Words], whole: bool) -> Left:
        """What the latest entries (or all of them) have left behind."""
        assert self._present is not None
        return self._present.left(rows, known, self._ties.odd, whole)

    def _take(self, rows: Rows, entries: list[Entry], names: Names, words: WordList) -> None:
        columns = columns_of(entries, self._count + 1, self._register)
        run = statements(columns, self._register, names, words)
        accepted = np.array([entry.accepted for entry in entries], np.int64)
        tops = self._out_of_turn(rows, accepted, columns)
        self._journal(rows, entries, columns, (accepted, tops))
        if len(run):
            self._timeline.take(rows, run)
        if self._present is not None:
            self._present.take(columns, run, accepted[columns.seq - self._count - 1])
        self._count += len(entries)
        self._top = int(tops[-1])
        if self._count - self._timeline.sealed >= self._window and self._timeline.tail:
            self._seal(rows)

    def _out_of_turn(self, rows: Rows, accepted: Whole, columns: Columns) -> Whole:
        """Mark what columns cannot tell (see ``ties``); the greatest acceptance so far, per entry."""
        tops = np.maximum.accumulate(np.concatenate(([self._top], accepted)))
        late = accepted <= tops[:-1]
        odd = self._ties.odd_now(
            columns, late[columns.seq - self._count - 1], len(self._register), self._stated_at(rows)
        )
        rows.tell_each("add-odd", [(self._scope, number) for number in odd])
        for n in np.flatnonzero(accepted < tops[:-1]).tolist():
            touched = columns.entity[columns.seq == self._count + 1 + n].astype(np.uint32)
            row = (self._scope, self._count + 1 + n, int(accepted[n]), touched.tobytes())
            rows.tell("add-out-of-turn", *row)
        return tops[1:]

    def _stated_at(self, rows: Rows) -> StatedAt:
        def stated_at(number: int, valid: int) -> bool:
            entries = journal.about(rows, self._scope, [number])
            facts = (fact for entry in entries for fact in entry.facts)
            return any(f.valid_at == valid and self._register.get(f.entity) == number for f in facts)

        return stated_at

    def _journal(self, rows: Rows, entries: list[Entry], columns: Columns, accepted: tuple[Whole, Whole]) -> None:
        valid = np.array([entry.valid_at for entry in entries], np.int64)
        touched = np.stack((columns.entity, columns.seq)).astype(np.uint32)
        self._touched.append(touched)
        for n in range(0, len(entries), journal.CHUNK):
            end, lo = min(n + journal.CHUNK, len(entries)), self._count + 1 + n
            facts = slice(*np.searchsorted(columns.seq, (lo, lo + end - n)).tolist())
            times = (valid[n:end], accepted[0][n:end], int(accepted[1][end - 1]))
            told = journal.Told(*times, touched[:, facts])
            journal.write(rows, self._scope, lo, entries[n:end], told)

    def _seal(self, rows: Rows) -> None:
        self._timeline.seal(rows, self._count, len(self._register.cells))
        entity, seq = np.concatenate(self._touched, axis=1)
        journal.file_touches(rows, self._scope, self._count, entity, seq)
        self._touched = []


def _ties(rows: Rows, scope: int, register: Register, now: Frame) -> Ties:
    """What there is to remember of each entity, from the present state of its cells."""
    owner, which = split_keys(np.concatenate([np.zeros(0, np.int64), *register.known_cells]))
    latest = np.full(len(register), NEVER)
    np.maximum.at(latest, owner, now.when[NOWHERE + 1 :])
    removed = np.zeros(len(register), np.bool_)
    removed[owner[which == REMOVED]] = True
    return Ties(latest, removed, {number for (number,) in rows.ask("odd", scope)})
