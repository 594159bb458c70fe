"""Writing: which entries of a batch are new, and everything that must be kept about them."""

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from app.columnar.catalogue import Names
from app.columnar.intake import Intake
from app.columnar.keys import SeenKeys
from app.columnar.present import Left
from app.columnar.rows import Rows
from app.columnar.values import WordList, Words
from app.domain.graph import Entry, Scope

_SCOPES_IN_MIND = 256


class Writer:
    """What the writing process keeps in mind; it can always be read again from the file."""

    def __init__(self, rows: Rows, window: int, present: bool = False) -> None:
        self._window = window
        self._present = present
        self._spelled = Words(lambda codes: self._asked.ask_each("words-before", ((code,) for code in codes)))
        self._asked = rows
        self._seen = SeenKeys(rows)
        self._names = Names(rows)
        self._words = WordList(rows)
        self._numbers: dict[Scope, int] = {}
        self._intakes: dict[int, Intake] = {}

    def take(self, rows: Rows, entries: list[Entry]) -> list[bool]:
        """Keep the new ones among these entries; which of them were new."""
        if not entries:
            return []
        scopes = self._numbers_of(rows, [entry.scope for entry in entries])
        fresh = self._seen.fresh(rows, scopes, [entry.key for entry in entries])
        for scope, kept in _by_scope(entries, scopes, fresh).items():
            self._intake(rows, scope).take(rows, kept, self._names, self._words)
        self._names.save(rows)
        fresh_words = self._words.save(rows)
        if self._present:
            self._spelled.learn(*fresh_words)
        flags: list[bool] = fresh.tolist()
        return flags

    def left(self, rows: Rows, scope: Scope, whole: bool) -> Left:
        """What the latest batch (or, if ``whole``, everything so far) has left in this scope, as it is now."""
        self._asked = rows
        number = self._number(rows, scope)
        whole = whole or number not in self._intakes  # of so many scopes this one has been forgotten again
        return self._intake(rows, number).left(rows, (self._names, self._spelled), whole)

    def _numbers_of(self, rows: Rows, scopes: list[Scope]) -> NDArray[np.int64]:
        if scopes.count(scopes[0]) == len(scopes):
            return np.full(len(scopes), self._number(rows, scopes[0]))
        return np.array([self._number(rows, scope) for scope in scopes])

    def _number(self, rows: Rows, scope: Scope) -> int:
        if scope not in self._numbers:
            rows.tell("add-scope", *scope)
            ((number, _),) = rows.ask("find-scope", *scope)
            self._numbers[scope] = number
        return self._numbers[scope]

    def _intake(self, rows: Rows, scope: int) -> Intake:
        if scope not in self._intakes:
            while len(self._intakes) >= _SCOPES_IN_MIND:
                self._intakes.pop(next(iter(self._intakes)))
            self._intakes[scope] = Intake(rows, scope, self._window, self._present)
        return self._intakes[scope]


def _by_scope(entries: list[Entry], scopes: NDArray[np.int64], fresh: NDArray[np.bool_]) -> dict[int, list[Entry]]:
    """The new entries of each scope, as they came."""
    found = np.unique(scopes[fresh]).tolist()
    return {scope: list(compress(entries, (fresh & (scopes == scope)).tolist())) for scope in found}
