"""Whether a violation counts at a moment."""

from app.domain.graph import Node


def active(violation: Node, moment: int) -> bool:
    """Found, not resolved, and not under a suppression that still holds."""
    return violation.get("status") == "ACTIVE" and not suppressed(violation, moment)


def suppressed(violation: Node, moment: int) -> bool:
    """Under a suppression that has not expired at this moment (no expiry: permanent)."""
    until = violation.get("suppressed_until", 0)
    return bool(violation.get("suppression_id")) and (not until or until > moment)
