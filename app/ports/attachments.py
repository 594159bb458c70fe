"""What steps and hooks of test runs put down: pictures, logs, whatever is no short text."""

from typing import Final, Protocol


class Attachments(Protocol):
    """Bytes by their digest. Whoever takes a run in writes them; here they are only read."""

    def read(self, sha256: str) -> bytes | None:
        """The bytes with this digest (hex), or None where they are not kept, or are no longer what they were."""


class NoAttachments:
    """Nothing is kept."""

    def read(self, sha256: str) -> bytes | None:
        return None


NO_ATTACHMENTS: Final = NoAttachments()
