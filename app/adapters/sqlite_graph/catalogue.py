"""Who and what a scope speaks of: its entities, and the cells (one register of one entity) they have.

Both only ever grow. A writer gives out numbers here; readers follow.
"""

from typing import Any, Final

import apsw
import msgspec
import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.codec import entity_of
from app.adapters.sqlite_graph.file import QUERIES
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

    def __init__(self, connection: apsw.Connection) -> None:
        super().__init__(connection.execute(QUERIES["names"]))
        self._saved = len(self)
        self[EXISTENCE] = EXISTS

    def __missing__(self, name: str) -> int:
        code = self[name] = len(self) - 1 + FIRST_NAME
        return code

    def save(self, connection: apsw.Connection) -> None:
        """Write down the new names."""
        if len(self) - 1 > self._saved:
            fresh = [(code, name) for name, code in self.items() if code >= self._saved + FIRST_NAME]
            connection.executemany(QUERIES["add-name"], fresh)
            self._saved = len(self) - 1


class Cells(dict[int, int]):
    """Cell by entity and register (see ``cell_keys``)."""

    def __init__(self) -> None:
        self.pairs: list[int] = []
        self.loaded = NOWHERE + 1

    def load(self, pairs: bytes) -> None:
        keys = np.frombuffer(pairs, np.int64).tolist()
        self.update(zip(keys, range(self.loaded, self.loaded + len(keys)), strict=True))
        self.loaded += len(keys)

    def __missing__(self, key: int) -> int:
        cell = self[key] = self.loaded + len(self.pairs)
        self.pairs.append(key)
        return cell

    def __len__(self) -> int:
        return self.loaded + len(self.pairs)


class Register(dict[NodeId | EdgeId, int]):
    """The writer's catalogue of one scope: asking for an unknown entity or cell makes it known."""

    def __init__(self, connection: apsw.Connection, scope: int) -> None:
        self._scope = scope
        self._fresh: list[NodeId | EdgeId] = []
        self.cells = Cells()
        for lo, body in connection.execute(QUERIES["entities"], (scope, 0)):
            self.update((entity, lo + n) for n, entity in enumerate(_entities(body)))
        for _, body in connection.execute(QUERIES["cells"], (scope, 0)):
            self.cells.load(body)

    def __missing__(self, entity: NodeId | EdgeId) -> int:
        number = self[entity] = len(self)
        self._fresh.append(entity)
        self.cells[cell_key(number, EXISTS)]
        return number

    def save(self, connection: apsw.Connection) -> None:
        """Write down what became known since the last time."""
        if self._fresh:
            first = len(self) - len(self._fresh)
            body = msgspec.msgpack.encode(self._fresh)
            connection.execute(QUERIES["add-entities"], (self._scope, first, body))
            self._fresh.clear()
        cells = self.cells
        if cells.pairs:
            body = np.array(cells.pairs, np.int64).tobytes()
            connection.execute(QUERIES["add-cells"], (self._scope, cells.loaded, body))
            cells.loaded += len(cells.pairs)
            cells.pairs.clear()


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

    def refresh(self, connection: apsw.Connection) -> bool:
        """Read what is new; whether anything was."""
        for lo, body in connection.execute(QUERIES["entities"], (self._scope, len(self.entities))):
            found = _entities(body)
            self.entities.extend(found)
            self.index.update((entity, lo + n) for n, entity in enumerate(found))
        fresh = [body for _, body in connection.execute(QUERIES["cells"], (self._scope, len(self.keys)))]
        if fresh:
            self.keys = np.concatenate([self.keys, *(np.frombuffer(body, np.int64) for body in fresh)])
        return bool(fresh)
