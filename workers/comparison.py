"""Whether two graphs say the same: the state hash of every iteration in both."""

from collections.abc import Iterator

import msgspec

from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.ports import GraphStore


class Compared(msgspec.Struct, frozen=True):
    """One iteration in both graphs: how many entries, and the state hash (R-32) of each."""

    scope: Scope
    entries: int
    live: str
    built: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.live == self.built


class Hashes:
    """The state hash of each iteration of a store, worked out again only where the iteration changed."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._known: dict[Scope, tuple[int, str]] = {}

    def of(self, scope: Scope) -> str:
        """The hash; empty where there is no such iteration."""
        revision = self.store.revision(scope)
        if self._known.get(scope, (-1, ""))[0] != revision:
            self._known[scope] = (revision, state_hash(self.store.entries(scope)) if revision else "")
        return self._known[scope][1]


def compare(live: Hashes, built: Hashes) -> Iterator[Compared]:
    """Every iteration that either of them knows, in order of name."""
    both = {info.scope: info.events for one in (built, live) for info in one.store.scopes()}
    for scope, entries in sorted(both.items()):
        yield Compared(scope, entries, live.of(scope), built.of(scope))


def hash_ahead(live: Hashes, built: Hashes) -> None:
    """Ahead of time: most iterations are as they were a moment later, and are not hashed again then."""
    for _ in compare(live, built):
        pass
