"""The verdict band of the dock: the recorded verdicts as stretches of time, each with what caused it."""

from collections.abc import Iterable, Sequence

from app.domain.graph import EventMark, Op, Version
from app.domain.verdict.model import VerdictName
from app.lenses.tones import verdict_badge
from app.lenses.views import Span

Said = tuple[str, str]
"""A verdict and its scope note."""

CAUSES = ("failed", "locked", "done", "retry", "note", "")
"""Which of several events at the same moment is taken for the cause."""


def band(versions: Iterable[Version], marks: Sequence[EventMark], start: int, end: int) -> tuple[Span, ...]:
    """From the first event to the last, without holes; before the first recorded verdict nothing is decided."""
    changes = _changes(versions)
    first = changes[0][0] if changes else end
    spans = [(start, (VerdictName.PENDING.value, ""))] if first > start or not changes else []
    spans += [(max(at, start), said) for at, said in changes]
    stops = [at for at, _ in spans[1:]] + [max(end, spans[-1][0])]
    causes = _causes(marks, {at for at, _ in spans})
    return tuple(_span(at, stop, said, causes.get(at, "")) for (at, said), stop in zip(spans, stops, strict=True))


def _changes(versions: Iterable[Version]) -> list[tuple[int, Said]]:
    """Where the verdict, or what it was about, became another; of corrections the last accepted speaks."""
    stated: dict[int, dict[str, str | None]] = {}
    for version in sorted(versions, key=lambda v: (v.accepted, v.valid_at)):
        for name in ("verdict", "scope_note"):
            if name in version.props:
                value = None if version.op is Op.VOID else str(version.props[name])
                stated.setdefault(version.valid_at, {})[name] = value
    changes: list[tuple[int, Said]] = []
    verdict, note = "", ""
    for at in sorted(stated):
        verdict = stated[at].get("verdict") or verdict
        note = said if (said := stated[at].get("scope_note")) is not None else note
        if verdict and (not changes or changes[-1][1] != (verdict, note)):
            changes.append((at, (verdict, note)))
    return changes


def _causes(marks: Sequence[EventMark], moments: set[int]) -> dict[int, str]:
    found: dict[int, EventMark] = {}
    for mark in marks:
        if mark.valid_at in moments and mark.subject:
            known = found.get(mark.valid_at)
            if known is None or CAUSES.index(mark.mark) < CAUSES.index(known.mark):
                found[mark.valid_at] = mark
    return {at: mark.subject for at, mark in found.items()}


def _span(start: int, end: int, said: Said, node: str) -> Span:
    verdict, note = said
    badge = verdict_badge(verdict, note)
    return Span(
        start=start, end=end, verdict=verdict, display=badge.display, tone=badge.tone, icon=badge.icon, node=node
    )
