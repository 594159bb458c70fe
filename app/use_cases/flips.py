"""Verdicts that became another one just now, as the audit log tells of them."""

from typing import Final

import msgspec

from app.domain.audit import AuditEntry
from app.domain.audit.deeds import VERDICT
from app.domain.verdict.model import VerdictName
from app.lenses.tones import Badge, verdict_badge
from app.ports import AuditBook, Sought

FRESH_MS: Final = 600_000
"""What turned longer ago is history that is only read in now."""
MOST: Final = 20


class Flip(msgspec.Struct, frozen=True):
    """An iteration whose verdict turned: from what (empty: from none) to what, both with their word, the new one with
    its tone; when (ms), and why."""

    iteration: str
    before: str
    was: str
    verdict: str
    display: str
    tone: str
    can_deploy: bool
    at: int
    why: str


class Flips:
    """What turned since one asked last; of several turns of one iteration the last."""

    def __init__(self, book: AuditBook, tenant: str) -> None:
        self._book = book
        self._tenant = tenant
        self._number = max((entry.number for entry in self._newest(1)), default=0)

    def fresh(self, now: int) -> list[Flip]:
        """By iteration, in the order in which they were learned."""
        entries = [entry for entry in self._newest(MOST) if entry.number > self._number]
        self._number = max((entry.number for entry in entries), default=self._number)
        turned = {entry.deed.iteration: entry for entry in reversed(entries)}
        flips = (_flip(entry) for entry in turned.values() if entry.deed.at > now - FRESH_MS)
        return [flip for flip in flips if flip.before != flip.verdict]

    def _newest(self, limit: int) -> list[AuditEntry]:
        return self._book.entries(Sought(tenant=self._tenant, kind=VERDICT), limit)


def _flip(entry: AuditEntry) -> Flip:
    deed = entry.deed
    verdict, before = (str(said.get("verdict", "")) for said in (deed.after, deed.before))
    badge = _badge(verdict)
    return Flip(
        iteration=deed.iteration,
        before=before,
        was=_badge(before).display if before else "",
        verdict=verdict,
        display=badge.display,
        tone=badge.tone,
        can_deploy=bool(deed.after.get("can_deploy")),
        at=deed.at,
        why=deed.why,
    )


def _badge(verdict: str) -> Badge:
    return verdict_badge(VerdictName(verdict) if verdict in set(VerdictName) else VerdictName.PENDING)
