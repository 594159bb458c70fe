"""What is suppressed, until when, and by which decision: suppressions and decision records as documents."""

from app.api.documents.common import Doc, said, when
from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.decisions import flaw_of, state_of
from app.domain.verdict.suppression import deciding, suppressed


def of_violation(violation: Node, moment: int) -> Doc:
    """Whether a violation is suppressed at this moment, and what decides that; null where nothing does."""
    use = deciding(violation, moment)
    return {
        "suppressed": suppressed(violation, moment),
        "suppression_id": use.id if use else None,
        "level": (use.level or None) if use else None,
        "adr": (use.adr or None) if use else None,
        "expires": when(use.until) if use else None,
        "justification": (use.justification or None) if use else None,
        "refused": (use.refused or None) if use else None,
    }


def decided(state: IterationState, moment: int) -> Doc:
    """Every suppression with its state at this moment, and every decision record."""
    suppressions, adrs = state.of(labels.SUPPRESSION).values(), state.of(labels.ADR).values()
    return {
        "suppressions": [_suppression(state, node, moment) for node in suppressions],
        "decisions": [_adr(node) for node in adrs],
    }


def _suppression(state: IterationState, node: Node, moment: int) -> Doc:
    kept = ("pattern", "pattern_type", "level", "rule", "author", "justification", "permanent", "adr", "origin")
    made: Doc = {"id": node.id.key, "state": state_of(node, moment), "matches": node.get("matches", 0)}
    made |= {"flaw": node.get("refused") or flaw_of(state, node.get("adr", "")) or None}
    return made | said(node, *kept) | _dates(node, "expires", "last_used", "created_at")


def _adr(node: Node) -> Doc:
    made: Doc = {"number": node.id.key, "status": node.get("status", "unknown")}
    return made | said(node, "title", "superseded_by", "path") | _dates(node, "date", "review_date")


def _dates(node: Node, *names: str) -> Doc:
    return {name: when(node.get(name)) for name in names}
