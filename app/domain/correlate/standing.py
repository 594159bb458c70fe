"""How long a link has been waiting for its other end: pending at first, then plainly unlinked."""

from typing import Final

from app.domain.graph import Node

UNLINKED_AFTER_MS: Final = 24 * 60 * 60 * 1000
"""Domain 4: after a day nobody expects the other end any more. It still resolves when it appears."""


def unlinked_at(pending: Node) -> int:
    """The moment (ms) from which a pending link is called unlinked."""
    return pending.since + UNLINKED_AFTER_MS


def standing(pending: Node, moment: int) -> str:
    """``pending`` or ``unlinked``, at a moment in ms."""
    return "unlinked" if moment >= unlinked_at(pending) else "pending"
