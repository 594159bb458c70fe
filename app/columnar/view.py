"""A scope at one moment, as columns; nodes and edges are made of them only when somebody looks."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.columnar.carrying import carried
from app.columnar.frames import Frame
from app.columnar.layout import Layout
from app.columnar.values import ABSENT, Bytes, Words
from app.domain.graph import Edge, Node, NodeId, Value

Odd = Mapping[int, Node | Edge | None]
Numbers = NDArray[np.int64]
_ONE_BY_ONE = 16


def dicts(names: Iterable[str], values: Iterable[Any], lengths: Iterable[int]) -> Iterator[dict[str, Any]]:
    """A row of names and values cut into dicts of so many each."""
    pairs = zip(names, values, strict=True)
    return map(dict, map(islice, repeat(pairs), lengths))


class View:
    """What is there, and of what. ``odd`` are entities that were worked out apart; they go before the columns.

    ``earlier``: another view of the scope, of which what is the same here is taken over.
    """

    def __init__(self, layout: Layout, frame: Frame, words: Words, odd: Odd, earlier: "View | None" = None) -> None:
        self.layout = layout
        self.frame = frame
        self.odd = odd
        self._words = words
        self._made = carried(earlier, layout, frame) if earlier else {}
        self._made |= {number: made for number, made in odd.items() if made is not None}
        self._singly = 0

    @property
    def made(self) -> dict[int, Node | Edge]:
        """The nodes and edges that were made of its columns so far, by number."""
        return {number: one for number, one in self._made.copy().items() if number not in self.odd}

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

    def shown(self, cells: Numbers) -> Bytes:
        """The kinds of these cells; ABSENT where the value died with its entity's latest removal."""
        layout, frame = self.layout, self.frame
        kinds: Bytes = frame.kind[cells]
        fates = np.flatnonzero(layout.mortal[cells])
        gone = frame.when[layout.removed[layout.owner[cells[fates]]]]
        kinds[fates[frame.when[cells[fates]] < gone]] = ABSENT
        return kinds

    def values(self, cells: Numbers, kinds: Bytes) -> list[Value]:
        """What these cells hold, being of these kinds; nothing reads as null."""
        return self._words.said(kinds, self.frame.payload[cells])

    def entity(self, number: int) -> Node | Edge:
        """The node or edge with this number, which must be present."""
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._make(number)
        return made

    def entities(self, numbers: Numbers) -> list[Node | Edge]:
        """Several nodes or edges, which must be present, by ascending number; what is missing is made in one go."""
        made = self._made
        missing = [n for n in numbers.tolist() if n not in made] if made else numbers
        if len(missing) > _ONE_BY_ONE:
            self._make_all(np.asarray(missing))
            return list(map(made.__getitem__, numbers.tolist()))
        return list(map(self.entity, numbers.tolist()))

    def _make_all(self, numbers: Numbers) -> None:
        edges = self.layout.is_edge[numbers]
        for some, kind in ((numbers[~edges], Node), (numbers[edges], Edge)):
            if len(some):
                self._made.update(zip(some.tolist(), self._in_one_go(some, kind), strict=True))

    def _in_one_go(self, numbers: Numbers, kind: Any) -> Iterator[Node | Edge]:
        """All nodes, or all edges, of these numbers. No step of Python per entity: there may be many."""
        names, values, times, owners = self._read(self._cells_of(numbers))
        lengths = np.bincount(np.searchsorted(numbers, owners), minlength=len(numbers)).tolist()
        entities = map(self.layout.entities.__getitem__, numbers.tolist())
        stubs = self.frame.kind[self.layout.exists[numbers]] == ABSENT
        since = self.frame.when[self.layout.exists[numbers]].tolist()
        stated: Iterable[dict[str, int]] = dicts(names, times, lengths)
        if stubs.any():
            stated = list(stated)
            for place in np.flatnonzero(stubs).tolist():
                since[place] = min(stated[place].values())
        return map(kind, entities, dicts(names, values, lengths), stated, since, stubs.tolist())

    def _cells_of(self, numbers: Numbers) -> Numbers:
        """The cells of the properties of these entities, entity by entity."""
        if len(numbers) == self.layout.count:
            return self.layout.properties
        starts = self.layout.starts
        lengths = starts[numbers + 1] - starts[numbers]
        offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        cells: Numbers = self.layout.properties[np.repeat(starts[numbers], lengths) + offsets]
        return cells

    def _make(self, number: int) -> Node | Edge:
        self._singly += 1
        if self._singly > max(_ONE_BY_ONE, self.layout.count // 64):
            names, values, times, bounds, since = self._columns
            cut = slice(bounds[number], bounds[number + 1])
            return self._built(number, names[cut], values[cut], times[cut], since[number])
        starts, exists = self.layout.starts, self.layout.exists
        names, values, times, _ = self._read(self.layout.properties[starts[number] : starts[number + 1]])
        return self._built(number, names, values, times, int(self.frame.when[exists[number]]))

    def _built(self, number: int, names: list[str], values: list[Any], times: list[int], since: int) -> Node | Edge:
        entity = self.layout.entities[number]
        props, stated = dict(zip(names, values, strict=True)), dict(zip(names, times, strict=True))
        stub = self.frame.kind[self.layout.exists[number]] == ABSENT
        if stub:
            since = min(times)
        if isinstance(entity, NodeId):
            return Node(entity, props, stated, since, bool(stub))
        return Edge(entity, props, stated, since, bool(stub))

    @cached_property
    def _columns(self) -> tuple[list[str], list[Any], list[int], list[int], list[int]]:
        """All properties at once, where those of each entity start, and since when each exists."""
        names, values, times, owners = self._read(self.layout.properties)
        bounds = np.searchsorted(owners, np.arange(self.layout.count + 1)).tolist()
        return names, values, times, bounds, self.frame.when[self.layout.exists].tolist()

    def _read(self, cells: Numbers) -> tuple[list[str], list[Any], list[int], Numbers]:
        """Name, value, time and owner of each cell that counts."""
        layout, kinds = self.layout, self.shown(cells)
        here = np.flatnonzero(kinds)
        cells = cells[here]
        values = self.values(cells, kinds[here])
        names = layout.spelled[layout.register[cells]].tolist()
        return names, values, self.frame.when[cells].tolist(), layout.owner[cells]
