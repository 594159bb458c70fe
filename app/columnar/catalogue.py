"""Who and what a scope speaks of: its entities, and the cells (one register of one entity) they have.

Both only ever grow. A writer gives out numbers here; readers follow.
"""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.columnar.codec import entity_of
from app.columnar.rows import Rows
from app.domain.fold import EXISTENCE
from app.domain.graph import EdgeId, NodeId

EXISTS: Final = 0
REMOVED: Final = 1
FIRST_NAME: Final = 2
"""Registers are properties, numbered from here, and these two: is it there, and when did it last go."""
NOWHERE: Final = 0
"""The cell that nothing is ever stated about."""
_SHIFT: Final = 20

Whole = NDArray[np.int64]


class Names(dict[str, int]):
    """The names of properties, numbered; the same for all scopes."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows.ask("names"))
        self._saved = len(self)
        self[EXISTENCE] = EXISTS

    def __missing__(self, name: str) -> int:
        code = self[name] = len(self) - 1 + FIRST_NAME
        return code

    def save(self, rows: Rows) -> None:
        """Write down the new names."""
        if len(self) - 1 > self._saved:
            fresh = [(code, name) for name, code in self.items() if code >= self._saved + FIRST_NAME]
            rows.tell_each("add-name", fresh)
            self._saved = len(self) - 1


class Cells:
    """Cell by entity and register: a table, as a dict of so many numbers would be slow to look things up in."""

    def __init__(self) -> None:
        self._columns = np.full(64, -1)
        self._width = 0
        self._table = np.full((64, 16), NOWHERE, np.int32)
        self._fresh: list[Whole] = []
        self._count = NOWHERE + 1

    def __len__(self) -> int:
        return self._count

    def of(self, entity: Whole, register: Whole) -> NDArray[np.int32]:
        """The cells of these registers of these entities; new ones are given out."""
        if not len(entity):
            return np.zeros(0, np.int32)
        column = self._columns_of(register)
        self._make_room(int(entity.max()))
        found = self._table[entity, column]
        missing = np.flatnonzero(found == NOWHERE)
        if len(missing):
            self._give_out(entity[missing], register[missing])
            found = self._table[entity, column]
        return found

    def load(self, keys: Whole) -> None:
        """Take in cells in the order in which they were given out."""
        entity, register = split_keys(keys)
        column = self._columns_of(register)
        self._make_room(int(entity.max()))
        self._table[entity, column] = np.arange(self._count, self._count + len(keys))
        self._count += len(keys)

    def take_fresh(self) -> Whole:
        """The keys of the cells given out since the last time, in order."""
        fresh, self._fresh = self._fresh, []
        return np.concatenate(fresh) if fresh else np.zeros(0, np.int64)

    def _give_out(self, entity: Whole, register: Whole) -> None:
        keys = np.unique(cell_key(entity, register))
        self.load(keys)
        self._fresh.append(keys)

    def _columns_of(self, register: Whole) -> Whole:
        """The table's columns for these registers: one for each that the scope uses."""
        top = int(register.max())
        if top >= len(self._columns):
            self._columns = np.concatenate((self._columns, np.full(top + 1, -1)))
        columns = self._columns[register]
        if columns.min() < 0:
            fresh = np.unique(register[columns < 0])
            self._columns[fresh] = np.arange(self._width, self._width + len(fresh))
            self._width += len(fresh)
            columns = self._columns[register]
        return columns

    def _make_room(self, entity: int) -> None:
        rows, width = self._table.shape
        if entity >= rows or self._width > width:
            rows = max(rows, entity + 1 + entity // 2)
            roomy = np.full((rows, max(width, self._width + 8)), NOWHERE, np.int32)
            roomy[: len(self._table), :width] = self._table
            self._table = roomy


class Register(dict[NodeId | EdgeId, int]):
    """The writer's catalogue of one scope: asking for an unknown entity or cell makes it known."""

    def __init__(self, rows: Rows, scope: int) -> None:
        self._scope = scope
        self._fresh: list[NodeId | EdgeId] = []
        self.cells = Cells()
        for lo, body in rows.ask("entities", scope, 0):
            self.update((entity, lo + n) for n, entity in enumerate(_entities(body)))
        self.known_cells = [np.frombuffer(keys, np.int64) for _, keys in rows.ask("cells", scope, 0)]
        for keys in self.known_cells:
            self.cells.load(keys)

    def __missing__(self, entity: NodeId | EdgeId) -> int:
        number = self[entity] = len(self)
        self._fresh.append(entity)
        return number

    def save(self, rows: Rows) -> tuple[list[NodeId | EdgeId], Whole]:
        """Write down what became known since the last time: those entities, and the keys of those cells."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            first = len(self) - len(fresh)
            rows.tell("add-entities", self._scope, first, msgspec.msgpack.encode(fresh))
        keys = self.cells.take_fresh()
        if len(keys):
            first = len(self.cells) - len(keys)
            rows.tell("add-cells", self._scope, first, keys.tobytes())
        return fresh, keys


def cell_key(entity: Any, register: Any) -> Any:
    """The key of one register of one entity; of numbers or of columns of them."""
    return (entity << _SHIFT) | register


def split_keys(keys: Whole) -> tuple[Whole, Whole]:
    """Entities and registers from cell keys."""
    return keys >> _SHIFT, keys & ((1 << _SHIFT) - 1)


def _entities(body: bytes) -> list[NodeId | EdgeId]:
    return [entity_of(parts) for parts in msgspec.msgpack.decode(body)]


class Catalogue:
    """The readers' side, for one scope and all threads of a process; ``refresh`` under a lock of the owner."""

    def __init__(self, scope: int) -> None:
        self._scope = scope
        self.entities: list[NodeId | EdgeId] = []
        self.index: dict[NodeId | EdgeId, int] = {}
        self.keys = np.full(NOWHERE + 1, cell_key(0, REMOVED))

    def expects(self) -> tuple[int, int, int]:
        """The scope, and from which entity and which cell on it will read."""
        return self._scope, len(self.entities), len(self.keys)

    def refresh(self, rows: Rows) -> bool:
        """Read what is new; whether anything was. An entity may be told of before anything is stated of it."""
        known = len(self.entities)
        for lo, body in rows.ask("entities", self._scope, len(self.entities)):
            found = _entities(body)
            self.entities.extend(found)
            self.index.update((entity, lo + n) for n, entity in enumerate(found))
        fresh = [body for _, body in rows.ask("cells", self._scope, len(self.keys))]
        if fresh:
            self.keys = np.concatenate([self.keys, *(np.frombuffer(body, np.int64) for body in fresh)])
        return bool(fresh) or len(self.entities) > known
