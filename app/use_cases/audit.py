"""The audit log as it is filled, and what the history of verdicts says in figures."""

from collections.abc import Iterable
from typing import Final

import msgspec

from app.domain.audit import Deed, plain
from app.domain.events import DAY_MS
from app.errors import StoreUnavailable
from app.ports import AuditBook, DeadLetter, Judged, Record
from app.use_cases.letters.book import DISCARDED, OPEN, REPLAYED

AUDIT: Final = "audit"
"""The name under which who fills the audit log keeps its positions."""

KEPT_MS: Final = 2_555 * DAY_MS
"""Seven years (domain 9)."""
DAYS: Final = (7, 14, 30)
"""Windows of the statistics (domain 6.6)."""

LETTERS: Final = {REPLAYED: "dlq.redriven", DISCARDED: "dlq.discarded"}
"""What the two things that can be done to a dead letter are called."""


class Figures(msgspec.Struct, frozen=True):
    """Verdicts of one window: how many, how many of them let ship, and how many there were of each; per stream the
    part of those that were judged in which it passed (None: none was)."""

    days: int
    total: int
    deployable: int
    blocked: int
    pass_rate: float | None
    verdicts: dict[str, int]
    streams: dict[str, float | None]


def deed_of_letter(letter: DeadLetter, record: Record, tenant: str) -> Deed | None:
    """What was done to a dead letter; none where it was only set aside."""
    if letter.state not in LETTERS:
        return None
    first = letter.retry_count == (letter.state == REPLAYED)
    return Deed(
        accepted=record.accepted,
        at=letter.at,
        tenant=tenant,
        iteration=plain(record.key),
        kind=LETTERS[letter.state],
        subject=f"letter/{letter.letter_id}",
        who=plain(letter.by),
        why=plain(letter.note),
        before={"state": OPEN} if first else {},
        after={"state": letter.state, "sent": letter.retry_count},
        event_id=letter.letter_id,
    )


def statistics(book: AuditBook, tenant: str, now: int, iteration: str = "") -> list[Figures]:
    """The figures of each window that ends now."""
    return [_figures(days, book.judged(tenant, now - days * DAY_MS, now + 1, iteration)) for days in DAYS]


def recent_pass_rate(book: AuditBook, tenant: str, now: int) -> float | None:
    """Of the verdicts of the last seven days the part that let ship (domain 6.5).

    None where there are none, and while the audit log does not answer."""
    try:
        return _figures(DAYS[0], book.judged(tenant, now - DAYS[0] * DAY_MS, now + 1)).pass_rate
    except StoreUnavailable:
        return None


def _figures(days: int, judged: list[Judged]) -> Figures:
    total = sum(one.count for one in judged)
    deployable = sum(one.count for one in judged if one.outcome.can_deploy)
    verdicts: dict[str, int] = {}
    for one in judged:
        verdicts[one.outcome.verdict] = verdicts.get(one.outcome.verdict, 0) + one.count
    streams = {name: _passed((getattr(one.outcome, name), one.count) for one in judged) for name in _STREAMS}
    return Figures(days, total, deployable, total - deployable, _rate(deployable, total), verdicts, streams)


_STREAMS: Final = ("dde", "bdv", "acc")


def _passed(states: Iterable[tuple[str, int]]) -> float | None:
    """Of the times at which the stream passed or failed, the part at which it passed."""
    told = [(state, count) for state, count in states if state in ("pass", "fail")]
    return _rate(sum(count for state, count in told if state == "pass"), sum(count for _, count in told))


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
