"""Raw events beyond the log: kept for good, compressed, each piece with its digest (R-37)."""

from collections.abc import Collection, Sequence
from typing import Protocol

from app.ports.log import Record
from app.ports.shared import Positions


class Archive(Protocol):
    """Records that have left the log, or are about to. Each partition is kept without gaps from its first record."""

    def keep(self, records: Sequence[Record]) -> int:
        """Keep records of any partitions, in order, beyond those kept already; kept ones are passed over.

        Returns how many were kept, once they are safely on disk and were read back."""

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        """Like the log: up to ``limit`` records at or past these positions, oldest acceptance first.

        Raises StoreUnavailable for a piece that is not what was kept."""

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        """Per partition that holds records, the position after the last one."""

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        """Per partition with such a record, the position of the first one accepted at or after this time."""

    def verify(self) -> int:
        """Read everything. Returns how many records there are; raises StoreUnavailable naming a damaged piece."""
