"""Decision records behind suppressions and approvals: whether they hold, and what needs a look (domain 5.3, R-20)."""

from collections.abc import Iterator
from typing import Final

from app.domain import labels
from app.domain.graph import Node
from app.domain.identity import adr_key
from app.domain.moments import iso
from app.domain.state import IterationState
from app.domain.verdict import build
from app.domain.verdict.model import Reason

DAY_MS: Final = 86_400_000
SOON_MS: Final = 7 * DAY_MS
REVIEW_MS: Final = 30 * DAY_MS
UNUSED_MS: Final = 30 * DAY_MS


def flaw_of(state: IterationState, adr: str) -> str:
    """Why this decision cannot justify anything; empty when it is there and accepted."""
    if not adr:
        return "it names no decision"
    known = state.of(labels.ADR).get(adr_key(adr))
    if known is None:
        return f"nobody has seen {adr_key(adr)}"
    status = str(known.get("status", "unknown"))
    return "" if status == "accepted" else f"{adr_key(adr)} is {_words(known, status)}"


def _words(adr: Node, status: str) -> str:
    follower = adr.get("superseded_by")
    return f"superseded by {follower}" if status == "superseded" and follower else status


def state_of(suppression: Node, moment: int) -> str:
    """``refused``, ``expired``, ``expiring`` (within 7 days), ``unused`` (for 30 days) or ``active``."""
    until = suppression.get("expires", 0)
    if suppression.get("refused"):
        return "refused"
    if until and until <= moment:
        return "expired"
    if until and until - moment <= SOON_MS:
        return "expiring"
    return "unused" if unused(suppression, moment) else "active"


def unused(suppression: Node, moment: int) -> bool:
    """Whether it covered nothing for 30 days."""
    known = max(suppression.get("last_used", 0), suppression.get("created_at", 0)) or suppression.since
    return not suppression.get("matches", 0) and moment - known >= UNUSED_MS


def looks(state: IterationState, moment: int) -> Iterator[Reason]:
    """Suppressions that ended, were refused or are not used, and decisions that are due for review."""
    for node in state.of(labels.SUPPRESSION).values():
        said = _SAID.get(state_of(node, moment))
        if said:
            yield _look(node, f"suppression_{said[0]}", f"Suppression {node.id.key} {said[1]}", _why(node))
    for adr in state.of(labels.ADR).values():
        due = adr.get("review_date", 0)
        if due and due - moment <= REVIEW_MS and adr.get("status") == "accepted" and _needed(state, adr):
            when = "was due" if due <= moment else "is due"
            title = f"The review of {adr.id.key} {when} {iso(due)[:10]}"
            yield _look(adr, "adr_review", title, str(adr.get("title", adr.id.key)))


_SAID: Final = {
    "refused": ("refused", "does not hold"),
    "expired": ("expired", "has expired"),
    "unused": ("unused", "covers nothing any more"),
}


def _why(node: Node) -> str:
    if node.get("refused"):
        return str(node.get("refused"))
    until = node.get("expires", 0)
    ended = f"ended {iso(until)[:10]}; " if until else ""
    return f"{ended}{node.get('level', 'violation')} {node.get('pattern', '')}: {node.get('justification', '')}"


def _needed(state: IterationState, adr: Node) -> bool:
    """Whether a suppression or an approved cycle rests on it."""
    cycles = state.of(labels.CYCLE).values()
    named = [s.get("adr", "") for s in state.of(labels.SUPPRESSION).values()]
    named += [c.get("approval_adr", "") for c in cycles if c.get("approved")]
    return any(adr_key(name) == adr.id.key for name in named if name)


def _look(node: Node, code: str, title: str, explain: str) -> Reason:
    return Reason(
        code=code,
        stream="acc",
        title=title,
        explain=explain,
        severity="WARNING",
        blocking=False,
        since=node.since,
        evidence=build.at_node(node, node.get("path", node.get("origin", ""))),
    )
