"""What steps and hooks of test runs put down: pictures, logs, whatever is no short text."""

from collections.abc import Iterable
from typing import Final, Protocol


class Attachments(Protocol):
    """Bytes by their digest. Whoever takes a run in writes them; here they are read, and let go."""

    def read(self, sha256: str) -> bytes | None:
        """The bytes with this digest (hex), or None where they are not kept, or are no longer what they were."""

    def older(self, before_ms: int) -> Iterable[str]:
        """The digests of those that nobody put down since that time."""

    def drop(self, sha256: str, before_ms: int) -> bool:
        """Let go of one, unless it was put down again since that time. Whether it is gone."""


class NoAttachments:
    """Nothing is kept."""

    def read(self, sha256: str) -> bytes | None:
        return None

    def older(self, before_ms: int) -> Iterable[str]:
        return ()

    def drop(self, sha256: str, before_ms: int) -> bool:
        return False


NO_ATTACHMENTS: Final = NoAttachments()
