"""Which cells belong to which entity: the map that turns columns over cells into nodes and edges."""

from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.columnar.catalogue import EXISTS, FIRST_NAME, NOWHERE, REMOVED, Whole, split_keys
from app.domain.fold import entity_order
from app.domain.graph import EdgeId, NodeId


class Known(Protocol):
    """What is known of a scope's entities and cells; see ``catalogue.Catalogue``."""

    entities: list[NodeId | EdgeId]
    index: dict[NodeId | EdgeId, int]
    keys: NDArray[np.int64]


class Layout:
    """A scope's cells as they were known at one moment. Entities are numbers; so are cells."""

    def __init__(self, catalogue: "Known", names: list[str]) -> None:
        self.entities = catalogue.entities
        self.index = catalogue.index
        self.names = names
        self.size = len(catalogue.keys)
        self.count = len(catalogue.entities)
        self.owner, self.register = split_keys(catalogue.keys)
        self.exists = self._cells_of(EXISTS)
        self.removed = self._cells_of(REMOVED)

    def _cells_of(self, register: int) -> Whole:
        """Per entity its cell of this register, or NOWHERE."""
        cells = np.full(self.count, NOWHERE, np.int64)
        held = np.flatnonzero(self.register[NOWHERE + 1 :] == register) + NOWHERE + 1
        cells[self.owner[held]] = held
        return cells

    @cached_property
    def is_edge(self) -> NDArray[np.bool_]:
        """Per entity whether it is an edge."""
        return np.fromiter((isinstance(e, EdgeId) for e in self.entities[: self.count]), np.bool_, self.count)

    @cached_property
    def groups(self) -> dict[tuple[bool, str], Whole]:
        """The entities by whether they are edges and by label or relationship type, ascending."""
        numbers: dict[tuple[bool, str], list[int]] = {}
        edges = self.is_edge.tolist()
        for number, entity in enumerate(self.entities[: self.count]):
            numbers.setdefault((edges[number], entity[0]), []).append(number)
        return {key: np.array(held, np.int64) for key, held in numbers.items()}

    @cached_property
    def rank(self) -> Whole:
        """Per entity its place in the order of all entities."""
        order = sorted(range(self.count), key=lambda number: entity_order(self.entities[number]))
        ranks = np.empty(self.count, np.int64)
        ranks[order] = np.arange(self.count)
        return ranks

    @cached_property
    def spelled(self) -> NDArray[np.object_]:
        """Per register its name; a column of registers picks a column of names."""
        return np.array(self.names, dtype=object)

    @cached_property
    def name_rank(self) -> Whole:
        """Per register its place in the order of names."""
        ranks = np.zeros(len(self.names), np.int64)
        ranks[np.argsort(self.spelled, kind="stable")] = np.arange(len(self.names))
        return ranks

    @cached_property
    def cell_rank(self) -> Whole:
        """Per cell of a property its place in the order of entities and names."""
        cells = self.properties
        order = np.lexsort((self.name_rank[self.register[cells]], self.rank[self.owner[cells]]))
        ranks = np.zeros(self.size, np.int64)
        ranks[cells[order]] = np.arange(len(cells))
        return ranks

    @cached_property
    def properties(self) -> Whole:
        """The cells of properties, entity by entity, within each by name."""
        cells = np.flatnonzero(self.register >= FIRST_NAME)
        return cells[np.lexsort((self.name_rank[self.register[cells]], self.owner[cells]))]

    @cached_property
    def starts(self) -> Whole:
        """Per entity where its cells start in ``properties``; one more marks the end."""
        return np.searchsorted(self.owner[self.properties], np.arange(self.count + 1))

    @cached_property
    def mortal(self) -> NDArray[np.bool_]:
        """Per cell whether its entity was removed at some time: then a removal may hide it."""
        mortal = np.zeros(self.size, np.bool_)
        mortal[NOWHERE + 1 :] = self.removed[self.owner[NOWHERE + 1 :]] != NOWHERE
        return mortal
