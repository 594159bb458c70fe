"""The nodes and the edges of a view as mappings that make each of them when it is first read."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.columnar.view import View
from app.domain.graph import Edge, EdgeId, Node, NodeId, Snapshot

Key = TypeVar("Key", NodeId, EdgeId)
Made = TypeVar("Made", Node, Edge)


def snapshot_of(view: View) -> Snapshot:
    """The view as a snapshot."""
    return Snapshot(Entities[NodeId, Node](view, edges=False), Entities[EdgeId, Edge](view, edges=True))


class Entities(Mapping[Key, Made], Generic[Key, Made]):
    """The nodes or the edges of a view, by id."""

    def __init__(self, view: View, edges: bool) -> None:
        self._view = view
        self._edges = edges

    @cached_property
    def _mine(self) -> NDArray[np.bool_]:
        mine: NDArray[np.bool_] = self._view.present & (self._view.layout.is_edge == self._edges)
        return mine

    def __len__(self) -> int:
        return int(np.count_nonzero(self._mine))

    def __iter__(self) -> Iterator[Any]:
        return map(self._view.layout.entities.__getitem__, np.flatnonzero(self._mine).tolist())

    def __contains__(self, key: object) -> bool:
        return self._find(key) is not None

    def __getitem__(self, key: Any) -> Any:
        number = self._find(key)
        if number is None:
            raise KeyError(key)
        return self._view.entity(number)

    def __repr__(self) -> str:
        return repr(dict(self))

    def values(self) -> ValuesView[Made]:
        """All of them; iterating makes them at once."""
        return _Values(self)

    def items(self) -> ItemsView[Key, Made]:
        """All of them by id; iterating makes them at once."""
        return _Items(self)

    @cached_property
    def whole(self) -> list[Any]:
        """All of them, in the order of the ids."""
        return self._view.entities(np.flatnonzero(self._mine))

    def group(self, name: str) -> list[Any]:
        """The entities of one label or relationship type, made at once."""
        numbers = self._view.layout.groups.get((self._edges, name))
        return [] if numbers is None else self._view.entities(numbers[self._mine[numbers]])

    def _find(self, key: Any) -> int | None:
        if isinstance(key, EdgeId) != self._edges:
            return None
        number = self._view.layout.index.get(key)
        here = number is not None and number < self._view.layout.count and bool(self._view.present[number])
        return number if here else None


class _Values(ValuesView[Made]):
    _mapping: Entities[Any, Made]

    def __iter__(self) -> Iterator[Made]:
        return iter(self._mapping.whole)


class _Items(ItemsView[Key, Made]):
    _mapping: Entities[Key, Made]

    def __iter__(self) -> Iterator[tuple[Key, Made]]:
        return zip(self._mapping, self._mapping.whole, strict=True)
