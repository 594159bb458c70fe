"""Decisions about an architecture: what is suppressed until when, and which records (ADR) justify it."""

from app.domain.payloads.common import Payload


class SuppressionUse(Payload, frozen=True):
    """One suppression that covers a violation. ``expires`` 0: permanent; ``refused`` says why it does not hold.

    ``level`` is what its pattern speaks of: violation, file, directory or rule.
    """

    suppression_id: str
    level: str = ""
    adr: str = ""
    expires: int = 0
    justification: str = ""
    refused: str = ""


class ViolationSuppressed(Payload, frozen=True):
    """A violation is covered by a suppression; ``others`` cover it as well and take over when that one ends.

    With a ``generation`` it holds for the violation as that generation found it, and no longer: a newer
    full analysis has to say anew what is suppressed. Sent with an ``expires`` in the past it ends the
    suppression.
    """

    violation_id: str
    suppression_id: str
    adr: str = ""
    expires: int = 0
    justification: str = ""
    level: str = ""
    refused: str = ""
    generation: str = ""
    others: list[SuppressionUse] = []


class SuppressionDeclared(Payload, frozen=True):
    """A suppression as it is written down, and how many violations it covers now (``matches``).

    ``threshold`` raises a limit instead of lifting it (0: no threshold). ``last_used`` is when it last
    covered something, 0 where this is not known; ``refused`` says why it does not hold.
    """

    suppression_id: str
    pattern: str
    pattern_type: str = "exact"
    level: str = "violation"
    rule: str = ""
    threshold: float = 0.0
    expires: int = 0
    permanent: bool = False
    justification: str = ""
    author: str = ""
    adr: str = ""
    created_at: int = 0
    last_used: int = 0
    matches: int = 0
    refused: str = ""
    origin: str = ""
    generation: str = ""


class AdrSeen(Payload, frozen=True):
    """An architecture decision record. ``number`` is ``ADR-`` and four digits; dates are ms, 0 where none is written.

    ``status``: proposed, accepted, deprecated, superseded, rejected or unknown.
    """

    number: str
    title: str = ""
    status: str = "unknown"
    date: int = 0
    review_date: int = 0
    superseded_by: str = ""
    path: str = ""
    generation: str = ""
