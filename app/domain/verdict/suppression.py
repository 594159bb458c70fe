"""Whether a violation counts at a moment: what covers it, until when, and whether that holds (domain 5.3)."""

from collections.abc import Iterator

import msgspec

from app.domain.graph import Node


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One suppression over one violation. ``until`` 0: permanent; ``refused`` says why it does not hold."""

    id: str
    level: str = ""
    adr: str = ""
    until: int = 0
    justification: str = ""
    refused: str = ""

    def ended(self, moment: int) -> bool:
        """Whether it has expired at this moment."""
        return bool(self.until) and self.until <= moment


def uses(violation: Node) -> tuple[Use, ...]:
    """What covers the violation, narrowest first, as long as it is the finding that was meant.

    A suppression that was said of one generation does not cover what a newer analysis found.
    """
    generation = violation.get("suppressed_in")
    if generation and generation != violation.get("generation"):
        return ()
    listed = violation.get("suppressions") or [_plain(violation)]
    return tuple(msgspec.convert(use, Use) for use in listed if use["id"])


def _plain(violation: Node) -> dict[str, object]:
    """The one suppression that the violation's own properties tell of."""
    return {
        "id": violation.get("suppression_id", ""),
        "adr": violation.get("adr", ""),
        "until": violation.get("suppressed_until", 0),
        "justification": violation.get("justification", ""),
    }


def deciding(violation: Node, moment: int) -> Use | None:
    """The suppression that decides at this moment: the narrowest that holds, else one that was refused."""
    running = [use for use in uses(violation) if not use.ended(moment)]
    return next((use for use in running if not use.refused), running[0] if running else None)


def suppressed(violation: Node, moment: int) -> bool:
    """Under a suppression that holds and has not expired at this moment (no expiry: permanent)."""
    found = deciding(violation, moment)
    return found is not None and not found.refused


def active(violation: Node, moment: int) -> bool:
    """Found, not resolved, and not under a suppression that still holds."""
    return violation.get("status") == "ACTIVE" and not suppressed(violation, moment)


def ended(violation: Node, moment: int) -> Use | None:
    """The suppression that ended last, where none holds any more."""
    over = [use for use in uses(violation) if use.ended(moment) and not use.refused]
    return None if suppressed(violation, moment) else max(over, key=lambda use: use.until, default=None)


def ends(violation: Node) -> Iterator[int]:
    """The moments at which something that covers the violation expires."""
    return (use.until for use in uses(violation) if use.until)
