"""The bi-temporal graph."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol, TypeVar

import msgspec

from app.domain.difference import Diff
from app.domain.graph import EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf
from app.ports.log import Message
from app.ports.shared import NOWHERE, Positions

Made = TypeVar("Made")


class Batch(msgspec.Struct, frozen=True):
    """What one transaction writes: the entries, the outbox, and how far the consumer has now come.

    ``starts``: where the consumer believes to stand; a store in which it stands elsewhere refuses the batch.
    """

    consumer: str
    positions: Positions
    entries: Sequence[Entry]
    outbox: Sequence[Message] = ()
    starts: Positions = NOWHERE


class ScopeInfo(msgspec.Struct, frozen=True):
    """One scope at a glance; times in ms, ``revision`` grows with every entry taken in."""

    scope: Scope
    revision: int
    first_valid: int
    last_valid: int
    events: int
    last_accepted: int


class GraphStore(Protocol):
    """The bi-temporal graph. One writer (or one for each share of the stream), many readers in other processes."""

    def append(self, batch: Batch) -> list[bool]:
        """Keep the batch, all or none; per entry whether it was new. A key seen before changes nothing.

        Raises StoreUnavailable when the batch starts elsewhere than its consumer stands: who wrote it begins anew.
        """

    def positions(self, consumer: str) -> dict[str, int]:
        """The positions that came with the consumer's batches, the latest per partition."""

    def scopes(self) -> list[ScopeInfo]:
        """Every scope with at least one entry, in order of tenant and iteration."""

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        """The same answer as ``fold`` over everything appended. Raises UnknownIteration."""

    def history(self, scope: Scope, entity: NodeId | EdgeId, as_of: AsOf = NOW) -> list[Version]:
        """Every fact about the entity up to ``as_of``, by ``(valid_at, accepted)``. Raises UnknownIteration."""

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        """The same answer as ``fold.diff`` of the two snapshots. Raises UnknownIteration."""

    def around(self, scope: Scope, start: int, end: int, known: int, limit: int) -> list[EventMark]:
        """Events with ``start <= valid_at < end`` accepted by ``known``, in order; the newest ``limit`` of them."""

    def together(self, works: Sequence[Callable[[], Made]]) -> list[Made]:
        """What each of these pieces of reading comes to. They must do nothing but read here: a store that is far away
        begins each several times, so that the questions of all of them travel together."""

    def entries(self, scope: Scope) -> Iterator[Entry]:
        """Everything kept for the scope, in order of acceptance."""

    def revision(self, scope: Scope | None = None) -> int:
        """Grows whenever the scope (or anything at all) changes; 0 before. Must be cheap: it is polled."""

    def outbox(self, limit: int, shares: Collection[int] | None = None) -> list[tuple[int, Message]]:
        """The oldest messages not yet sent on, each with its number.

        ``shares``: only those that came with positions of these shares, where the store can tell them apart."""

    def sent(self, numbers: Sequence[int]) -> None:
        """Forget these outbox messages: the log has them."""

    def thin(self, before: int) -> int:
        """Give up some of what only makes moments before this one quick to read; no answer changes. How much."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""
