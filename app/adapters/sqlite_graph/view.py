"""A scope at one moment, as columns; nodes and edges are made of them only when somebody looks."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.adapters.sqlite_graph.frames import Frame
from app.adapters.sqlite_graph.layout import Layout
from app.adapters.sqlite_graph.values import ABSENT, Words
from app.domain.graph import Edge, EdgeId, Node, NodeId, Snapshot

Key = TypeVar("Key", NodeId, EdgeId)
Made = TypeVar("Made", Node, Edge)
Odd = Mapping[int, Node | Edge | None]
_ONE_BY_ONE = 16


class View:
    """What is there, and of what. ``odd`` are entities that were worked out apart; they go before the columns."""

    def __init__(self, layout: Layout, frame: Frame, words: Words, odd: Odd) -> None:
        self.layout = layout
        self.frame = frame
        self.odd = odd
        self._words = words
        self._made: dict[int, Node | Edge] = {}

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """Per entity whether it is there: declared, or at least patched (a stub)."""
        layout, frame = self.layout, self.frame
        there: NDArray[np.bool_] = frame.payload[layout.exists] == 1
        silent = frame.kind[layout.exists] == ABSENT
        if silent.any():
            spoken = np.zeros(layout.count, np.bool_)
            spoken[layout.owner[np.flatnonzero(frame.kind)]] = True
            there |= silent & spoken
        for entity, made in self.odd.items():
            there[entity] = made is not None
        return there

    @cached_property
    def hidden(self) -> NDArray[np.int64]:
        """Cells whose value was stated before their entity's latest removal, and died with it."""
        cells = self.layout.risen
        gone = self.layout.removed[self.layout.owner[cells]]
        return cells[self.frame.when[cells] < self.frame.when[gone]]

    def snapshot(self) -> Snapshot:
        """The view as plain mappings, made as they are read."""
        return Snapshot(Entities[NodeId, Node](self, edges=False), Entities[EdgeId, Edge](self, edges=True))

    def entity(self, number: int) -> Node | Edge:
        """The node or edge with this number, which must be present."""
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self.odd.get(number) or self._make(number)
        return made

    def _make(self, number: int) -> Node | Edge:
        if len(self._made) > max(_ONE_BY_ONE, self.layout.count // 8):
            names, values, times, bounds = self._columns
            cut = slice(bounds[number], bounds[number + 1])
            return self._built(number, names[cut], values[cut], times[cut])
        starts = self.layout.starts
        names, values, times, _ = self._read(self.layout.properties[starts[number] : starts[number + 1]])
        return self._built(number, names, values, times)

    def _built(self, number: int, names: list[str], values: list[Any], times: list[int]) -> Node | Edge:
        entity = self.layout.entities[number]
        declared = bool(self.frame.kind[self.layout.exists[number]])
        since = int(self.frame.when[self.layout.exists[number]]) if declared else min(times)
        build: Any = Node if isinstance(entity, NodeId) else Edge
        made: Node | Edge = build(
            entity, dict(zip(names, values, strict=True)), dict(zip(names, times, strict=True)), since, not declared
        )
        return made

    @cached_property
    def _columns(self) -> tuple[list[str], list[Any], list[int], list[int]]:
        """All properties at once, and where those of each entity start."""
        names, values, times, owners = self._read(self.layout.properties)
        bounds = np.searchsorted(owners, np.arange(self.layout.count + 1)).tolist()
        return names, values, times, bounds

    def _read(self, cells: NDArray[np.int64]) -> tuple[list[str], list[Any], list[int], NDArray[np.int64]]:
        """Name, value, time and owner of each cell that counts."""
        layout, frame = self.layout, self.frame
        removed = layout.removed[layout.owner[cells]]
        cells = cells[(frame.kind[cells] != ABSENT) & (frame.when[cells] >= frame.when[removed])]
        values = self._words.values(frame.kind[cells], frame.payload[cells])
        names = list(map(layout.names.__getitem__, layout.register[cells].tolist()))
        return names, values, frame.when[cells].tolist(), layout.owner[cells]


class Entities(Mapping[Key, Made], Generic[Key, Made]):
    """The nodes or the edges of a view, by id; they are made when first read."""

    def __init__(self, view: View, edges: bool) -> None:
        self._view = view
        self._edges = edges

    @cached_property
    def _numbers(self) -> list[int]:
        layout = self._view.layout
        return np.flatnonzero(self._view.present & (layout.is_edge == self._edges)).tolist()

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Any]:
        entities = self._view.layout.entities
        return (entities[number] for number in self._numbers)

    def __contains__(self, key: object) -> bool:
        return self._find(key) is not None

    def __getitem__(self, key: Any) -> Any:
        number = self._find(key)
        if number is None:
            raise KeyError(key)
        return self._view.entity(number)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _find(self, key: Any) -> int | None:
        if isinstance(key, EdgeId) != self._edges:
            return None
        number = self._view.layout.index.get(key)
        here = number is not None and number < self._view.layout.count and bool(self._view.present[number])
        return number if here else None
