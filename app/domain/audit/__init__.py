"""The audit log: who did what when, with what outcome, in a chain that shows every change."""

from app.domain.audit.chain import FIRST, AuditEntry, Head, Stood, broken, entered
from app.domain.audit.deeds import Deed, Outcome, Standing, each_once, outcome_of, plain
from app.domain.audit.of_events import AUDITED, deed_of

__all__ = [
    "AUDITED",
    "FIRST",
    "AuditEntry",
    "Deed",
    "Head",
    "Outcome",
    "Standing",
    "Stood",
    "broken",
    "deed_of",
    "each_once",
    "entered",
    "outcome_of",
    "plain",
]
