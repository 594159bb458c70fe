"""The graph store that stands behind a name, while another is built beside it and takes its place.

Readers look with every question which store that is just now; what they read before stays whole. A writer that
finds another store than the one it wrote to last is told so once, because what it has in mind was made of the old
one.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol, TypeVar

import msgspec

from app.domain.difference import Diff
from app.domain.graph import EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.errors import StoreUnavailable
from app.ports import Batch, GraphStore, Message, ScopeInfo

Made = TypeVar("Made")

REVISIONS_A_STORE: Final = 1 << 32
SWITCHED: Final = "the graph was exchanged for one that was built anew; it goes on from there"


class Held(GraphStore, Protocol):
    """A store that can be kept from changing."""

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write."""


class FollowingGraph(ABC):
    """``app.ports.GraphStore`` over whichever store is current; stores are numbered as they were built."""

    _written: int | None = None

    @abstractmethod
    def _look(self) -> tuple[Held, int]:
        """The current store, and its number."""

    def append(self, batch: Batch) -> list[bool]:
        store, number = self._look()
        written, self._written = self._written, number
        if written not in (None, number):
            raise StoreUnavailable(SWITCHED)
        return store.append(batch)

    def positions(self, consumer: str) -> dict[str, int]:
        return self._now().positions(consumer)

    def scopes(self) -> list[ScopeInfo]:
        store, number = self._look()
        before = number * REVISIONS_A_STORE
        return [msgspec.structs.replace(info, revision=before + info.revision) for info in store.scopes()]

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        return self._now().snapshot(scope, as_of)

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        return self._now().history(scope, entity, as_of)

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        return self._now().diff(scope, before, after)

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        return self._now().around(scope, start, end, known, limit)

    def together(self, works: Sequence[Callable[[], Made]]) -> list[Made]:
        return self._now().together(works)

    def entries(self, scope: Scope) -> Iterator[Entry]:
        return self._now().entries(scope)

    def revision(self, scope: Scope | None = None) -> int:
        """Grows on from store to store, also when an earlier one was restored."""
        store, number = self._look()
        revision = store.revision(scope)
        return revision and number * REVISIONS_A_STORE + revision

    def outbox(self, limit: int, shares: Collection[int] | None = None) -> list[tuple[int, Message]]:
        return self._now().outbox(limit, shares)

    def sent(self, numbers: Sequence[int]) -> None:
        self._now().sent(numbers)

    def thin(self, before: int) -> int:
        return self._now().thin(before)

    def ping(self) -> None:
        self._now().ping()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the block lasts nobody can write to the current store."""
        with self._now().held():
            yield

    def _now(self) -> Held:
        return self._look()[0]
