"""The audit log and the history of verdicts: entries are added, and never changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from app.domain.audit import AuditEntry, Deed, Head, Outcome
from app.ports.shared import Positions


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries of a tenant are meant: empty means any. ``kind`` may be the beginning of one (``dlq``); ``since``
    and ``until`` (ms) bound when it was so; ``below`` is the number of an entry that all of these come before."""

    tenant: str
    iteration: str = ""
    kind: str = ""
    who: str = ""
    since: int | None = None
    until: int | None = None
    below: int | None = None


class Judged(msgspec.Struct, frozen=True):
    """So many verdicts with the same outcome."""

    outcome: Outcome
    count: int


class AuditBook(Protocol):
    """Deeds in the order in which they were learned, chained per tenant, and the verdicts among them as a history."""

    def record(self, consumer: str, starts: Positions, positions: Positions, deeds: Sequence[Deed]) -> int:
        """Enter the deeds and keep the position, all or none; deeds that are entered already (by their acceptance, or
        as the same event told once more) are passed over. Returns how many were entered.

        ``starts`` is where the consumer believes to stand. Raises StoreUnavailable when it stands elsewhere: another
        one is at the same work, and who wrote begins anew."""

    def anew(self, consumer: str, positions: Positions, deeds: Iterable[Deed]) -> int:
        """Hold these deeds and no others, and this position, all or none. Returns how many entries there are."""

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest positions that came with this consumer's deeds."""

    def entries(self, sought: Sought, limit: int) -> list[AuditEntry]:
        """The entries that are meant, the latest entered first."""

    def chain(self, tenant: str) -> Iterator[AuditEntry]:
        """Everything kept of the tenant, in order."""

    def heads(self) -> Mapping[str, Head]:
        """Per tenant, the end of its chain."""

    def judged(self, tenant: str, since: int, until: int, iteration: str = "") -> list[Judged]:
        """The verdicts that were reached from ``since`` up to, not with, ``until`` (valid time, ms), counted."""

    def retain(self, now: int, kept_ms: int) -> int:
        """Let go of what was learned longer ago than that; what is entered later follows the chain as before. A
        product may keep some of it a little longer. Returns how many entries (or stretches of them) went."""

    def ping(self) -> None:
        """Return when the book answers."""

    def close(self) -> None:
        """Let go of everything held."""
