"""Writing: which entries of a batch are new, and everything that must be kept about them."""

from itertools import compress

import apsw
import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.catalogue import Names
from app.adapters.sqlite_graph.file import QUERIES
from app.adapters.sqlite_graph.intake import Intake
from app.adapters.sqlite_graph.keys import SeenKeys
from app.adapters.sqlite_graph.values import WordList
from app.domain.graph import Entry, Scope

_SCOPES_IN_MIND = 256


class Writer:
    """What the writing process keeps in mind; it can always be read again from the file."""

    def __init__(self, connection: apsw.Connection, window: int) -> None:
        self._window = window
        self._seen = SeenKeys(connection)
        self._names = Names(connection)
        self._words = WordList(connection)
        self._numbers: dict[Scope, int] = {}
        self._intakes: dict[int, Intake] = {}

    def take(self, connection: apsw.Connection, entries: list[Entry]) -> list[bool]:
        """Keep the new ones among these entries; which of them were new."""
        if not entries:
            return []
        scopes = self._numbers_of(connection, [entry.scope for entry in entries])
        fresh = self._seen.fresh(connection, scopes, [entry.key for entry in entries])
        for scope, kept in _by_scope(entries, scopes, fresh).items():
            self._intake(connection, scope).take(connection, kept, self._names, self._words)
        self._names.save(connection)
        self._words.save(connection)
        flags: list[bool] = fresh.tolist()
        return flags

    def _numbers_of(self, connection: apsw.Connection, scopes: list[Scope]) -> NDArray[np.int64]:
        if scopes.count(scopes[0]) == len(scopes):
            return np.full(len(scopes), self._number(connection, scopes[0]))
        return np.array([self._number(connection, scope) for scope in scopes])

    def _number(self, connection: apsw.Connection, scope: Scope) -> int:
        if scope not in self._numbers:
            connection.execute(QUERIES["add-scope"], tuple(scope))
            ((number, _),) = connection.execute(QUERIES["find-scope"], tuple(scope))
            self._numbers[scope] = number
        return self._numbers[scope]

    def _intake(self, connection: apsw.Connection, scope: int) -> Intake:
        if scope not in self._intakes:
            while len(self._intakes) >= _SCOPES_IN_MIND:
                self._intakes.pop(next(iter(self._intakes)))
            self._intakes[scope] = Intake(connection, scope, self._window)
        return self._intakes[scope]


def _by_scope(entries: list[Entry], scopes: NDArray[np.int64], fresh: NDArray[np.bool_]) -> dict[int, list[Entry]]:
    """The new entries of each scope, as they came."""
    found = np.unique(scopes[fresh]).tolist()
    return {scope: list(compress(entries, (fresh & (scopes == scope)).tolist())) for scope in found}
