"""Who of several workers has which part of the stream.

Share p is partition p of every topic that is keyed by iteration, so that all of an iteration is with one worker.
"""

from typing import Final, Protocol

from app.domain.partitions import SHARES


class Shares(Protocol):
    """The stream as the workers of a group divide it among themselves; groups know nothing of each other."""

    def mine(self, group: str) -> frozenset[int]:
        """Take part in the group, and say which shares are this process's until it asks again.

        So it asks between two pieces of work, and what it has in mind of a share that it lost is worth nothing.
        Raises StoreUnavailable."""

    def holders(self, group: str) -> dict[str, frozenset[int]] | None:
        """Who takes part in the group just now, each with its shares; None where nothing is divided."""

    def leave(self, group: str) -> None:
        """Hand the shares of this group on at once."""

    def close(self) -> None:
        """Leave every group."""


class Undivided:
    """There is one worker, and all is its own."""

    def mine(self, group: str) -> frozenset[int]:
        return SHARES

    def holders(self, group: str) -> None:
        return None

    def leave(self, group: str) -> None:
        return None

    def close(self) -> None:
        return None


UNDIVIDED: Final = Undivided()
