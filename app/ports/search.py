"""Full-text search."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from app.domain.graph import Scope
from app.ports.shared import Positions


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
