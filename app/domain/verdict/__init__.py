"""State of an iteration → verdict and gate. Pure, and truthful: no evidence is never a pass (R-28 to R-30)."""

from app.domain.verdict.judge import judge
from app.domain.verdict.model import (
    Condition,
    Evidence,
    GateStatus,
    Judgement,
    Reason,
    StreamJudgement,
    StreamState,
    VerdictName,
)

__all__ = [
    "Condition",
    "Evidence",
    "GateStatus",
    "Judgement",
    "Reason",
    "StreamJudgement",
    "StreamState",
    "VerdictName",
    "judge",
]
