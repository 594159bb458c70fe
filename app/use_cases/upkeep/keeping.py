"""How long measures and the audit log are kept (domain 9)."""

from typing import Final

from app.domain.events import DAY_MS
from app.ports import AuditBook, MetricStore
from app.use_cases.audit import KEPT_MS

RAW_MS: Final = 30 * DAY_MS
"""Samples as they were measured."""
ROLLED_MS: Final = 90 * DAY_MS
"""What was worked out of them."""


def measures_let_go(metrics: MetricStore, now: int) -> int:
    """Let go of old measures, and make room for those to come. Returns how much went."""
    return metrics.retain(now, RAW_MS, ROLLED_MS)


def entries_let_go(audit: AuditBook, now: int) -> int:
    """Let go of old entries, and make room for those to come. Returns how much went."""
    return audit.retain(now, KEPT_MS)
