"""All we ask of the outside world, on one page. Adapters promise this; the contract suites hold them to it.

No port knows a product: batches, positions, and one transaction that holds a marker and its effects
are what SQLite, Kafka, Neo4j, TimescaleDB, Redis and a search engine can all give. Every method may
raise StoreUnavailable. ``close`` may be called twice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from app.domain.graph import Diff, EdgeId, Entry, EventMark, NodeId, Scope, Snapshot, Version
from app.domain.moments import NOW, AsOf

Clock = Callable[[], int]
"""The wall clock: milliseconds since 1970 (UTC)."""

Positions = Mapping[str, int]
"""Per partition, named ``topic-number``, the offset of the next record to read."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """What a producer hands to the log. ``key`` chooses the partition (the iteration)."""

    topic: str
    key: str
    value: bytes


class Record(msgspec.Struct, frozen=True, gc=False):
    """What the log hands to a reader. Offsets grow within a partition but may leave gaps."""

    topic: str
    partition: int
    offset: int
    accepted: int
    key: str
    value: bytes


class EventLog(Protocol):
    """The append-only event log: topics, partitions by key, consumer groups. Many writers, many readers."""

    def append(self, messages: Sequence[Message]) -> list[Record]:
        """Take the messages in, all or none, and stamp each with its acceptance (grows with the log)."""

    def read(self, topics: Sequence[str], after: Positions, limit: int) -> list[Record]:
        """Up to ``limit`` records at or past these positions (missing: from the start), oldest acceptance first."""

    def commit(self, group: str, positions: Positions) -> None:
        """Remember how far a consumer group has come; positions of other partitions stay."""

    def committed(self, group: str) -> dict[str, int]:
        """How far a group has come; empty for a group never seen."""

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        """Per partition that holds records, the position after the last one."""

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        """Per partition that holds records, the position of the first record accepted at or after this time."""

    def ping(self) -> None:
        """Return when the log answers."""

    def close(self) -> None:
        """Let go of everything held."""


class Batch(msgspec.Struct, frozen=True):
    """What one transaction writes: the entries, the outbox, and how far the consumer has now come."""

    consumer: str
    positions: Positions
    entries: Sequence[Entry]
    outbox: Sequence[Message] = ()


class ScopeInfo(msgspec.Struct, frozen=True):
    """One scope at a glance; times in ms, ``revision`` grows with every entry taken in."""

    scope: Scope
    revision: int
    first_valid: int
    last_valid: int
    events: int
    last_accepted: int


class GraphStore(Protocol):
    """The bi-temporal graph. One writer, many readers in other processes."""

    def append(self, batch: Batch) -> list[bool]:
        """Keep the batch, all or none; per entry whether it was new. A key seen before changes nothing."""

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

    def entries(self, scope: Scope) -> Iterator[Entry]:
        """Everything kept for the scope, in order of acceptance."""

    def revision(self, scope: Scope | None = None) -> int:
        """Grows whenever the scope (or anything at all) changes; 0 before. Must be cheap: it is polled."""

    def outbox(self, limit: int) -> list[tuple[int, Message]]:
        """The oldest messages not yet sent on, each with its number."""

    def sent(self, numbers: Sequence[int]) -> None:
        """Forget these outbox messages: the log has them."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""


class Sample(msgspec.Struct, frozen=True):
    """One measured value at one valid time; a later sample of the same measure and time replaces it."""

    scope: Scope
    measure: str
    valid_at: int
    value: float


class MetricStore(Protocol):
    """Measures over time."""

    def record(self, consumer: str, positions: Positions, samples: Sequence[Sample]) -> None:
        """Keep the samples and the position, all or none."""

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest positions that came with this consumer's samples."""

    def series(self, scope: Scope, measure: str, start: int, end: int) -> list[tuple[int, float]]:
        """``(valid_at, value)`` with ``start <= valid_at < end``, in order."""

    def measures(self, scope: Scope) -> list[str]:
        """The names measured for the scope, sorted."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""


class Document(msgspec.Struct, frozen=True):
    """Something to find: a node with its words. ``uid`` is unique within the scope."""

    scope: Scope
    uid: str
    kind: str
    title: str
    body: str = ""
    severity: str = ""
    valid_at: int = 0


class Hit(msgspec.Struct, frozen=True):
    """A document found; ``snippet`` marks the words with ``[`` and ``]``."""

    scope: Scope
    uid: str
    kind: str
    title: str
    snippet: str
    severity: str
    valid_at: int


class SearchIndex(Protocol):
    """Full-text search over what people look for: scenarios, violations, failures, modules, tasks."""

    def index(self, consumer: str, positions: Positions, documents: Sequence[Document]) -> None:
        """Keep the documents (a newer one replaces one with the same uid) and the position, all or none."""

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest positions that came with this consumer's documents."""

    def search(self, tenant: str, query: str, *, iteration: str = "", kind: str = "", limit: int = 50) -> list[Hit]:
        """Documents that hold every word of the query (prefixes count), best first. An empty query finds nothing."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""


class DeadLetter(msgspec.Struct, frozen=True):
    """A message set aside: what, from where, why, and whether trying again can help (domain 3.4)."""

    letter_id: str
    topic: str
    partition: int
    offset: int
    category: str
    reason: str
    failed_at: int
    can_retry: bool
    value: bytes
    state: str = "OPEN"


class Cache(Protocol):
    """Answers kept for a while. Losing all of them at any time does no harm."""

    def get(self, key: str) -> bytes | None:
        """What was kept under the key, unless it was lost or its time is over."""

    def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep the value for about so many seconds."""

    def ping(self) -> None:
        """Return when the cache answers."""

    def close(self) -> None:
        """Let go of everything held."""


class Bus(Protocol):
    """Tells every process that something changed. A message may be lost; the next one says enough."""

    def publish(self, channel: str, text: str) -> None:
        """Say it to all who listen now."""

    def listen(self, channel: str, timeout_s: float) -> Iterable[str]:
        """What was said on the channel since this listener's last call, waiting at most so long for the first."""

    def ping(self) -> None:
        """Return when the bus answers."""

    def close(self) -> None:
        """Let go of everything held."""
