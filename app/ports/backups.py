"""Copies of everything that is kept, and what makes sure that they can be restored."""

from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from app.ports.graph import GraphStore


class BackupInfo(msgspec.Struct, frozen=True):
    """A copy: its name, when it was made (ms), and how large it is (bytes)."""

    name: str
    made_at: int
    size: int


class Backups(Protocol):
    """Copies of all stores, each of one moment, made while they are in use."""

    def make(self, now: int) -> BackupInfo:
        """Copy every store. A copy that was not finished is never listed."""

    def listed(self) -> list[BackupInfo]:
        """The copies, oldest first."""

    def restored(self, name: str) -> AbstractContextManager[GraphStore]:
        """The copy's graph, restored to a place of its own for as long as the block lasts, and opened.

        Raises StoreUnavailable when the copy is damaged."""

    def damaged(self, name: str) -> str:
        """What is wrong with the copy's files by now, naming the first; empty when all are as they were copied."""

    def drop(self, name: str) -> None:
        """Remove a copy."""
