"""Ids of envelopes: counted, so that two runs of the same features differ only where they differ."""

from __future__ import annotations


class Ids:
    """Gives ids out, one after the other; runs that are merged afterwards have different prefixes."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix, self._count = prefix, 0

    def get_next_id(self) -> str:
        """The next id (the official parser asks for it by this name)."""
        self._count += 1
        return f"{self._prefix}{self._count - 1}"
