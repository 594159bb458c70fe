"""The three lanes of the dock: one mark per event, binned where there are very many, late ones marked as such."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import structs

from app.domain.graph import EventMark
from app.domain.moments import known_ms
from app.lenses.axis import Axis
from app.lenses.views import Tick

MOST_IN_LANE: Final = 500
BINS: Final = 400
LATE_MS: Final = 5 * 60_000
_WORST: Final = ("failed", "retry", "locked", "done", "note")


def ticks(marks: Sequence[EventMark], names: Mapping[str, str], axis: Axis) -> tuple[Tick, ...]:
    """The marks of all lanes by time; ``names`` say what people call a node."""
    late = late_ones(marks)
    lanes: dict[str, list[Tick]] = defaultdict(list)
    for mark in marks:
        if mark.mark:
            lane = mark.event_type.partition(".")[0]
            lanes[lane].append(_tick(mark, lane, names, late))
    shown = [tick for listed in lanes.values() for tick in _binned(listed, axis)]
    return tuple(sorted(shown, key=lambda t: (t.at, t.lane, t.node, t.kind, t.text)))


def _tick(mark: EventMark, lane: str, names: Mapping[str, str], late: set[str]) -> Tick:
    learned = known_ms(mark.accepted) if mark.event_id in late else None
    text = said(mark, names)
    return Tick(at=mark.valid_at, lane=lane, kind=mark.mark, node=mark.subject, text=text, learned=learned)


def said(mark: EventMark, names: Mapping[str, str]) -> str:
    """``BE.RefundService: task completed``."""
    what = " ".join(mark.event_type.split(".")[1:]).replace("_", " ")
    name = names.get(mark.subject) or mark.subject.partition("/")[2]
    return f"{name}: {what}" if name else what


def late_ones(marks: Iterable[EventMark]) -> set[str]:
    """Events learned over five minutes late, when something later had been known for as long already.

    So a history that was seeded at once is not late: nothing that came after it was known before it.
    """
    by_known = sorted(marks, key=lambda m: m.accepted)
    knowns = [known_ms(m.accepted) for m in by_known]
    newest, reached = [], 0
    for mark in by_known:
        reached = max(reached, mark.valid_at)
        newest.append(reached)
    late = set()
    for mark, known in zip(by_known, knowns, strict=True):
        before = bisect_right(knowns, known - LATE_MS)
        if known - mark.valid_at > LATE_MS and before and newest[before - 1] > mark.valid_at:
            late.add(mark.event_id)
    return late


def _binned(listed: list[Tick], axis: Axis) -> list[Tick]:
    """Over 500 marks in a lane: one per part of the axis, the worst of it, with the number it stands for; late ones
    stay."""
    if len(listed) <= MOST_IN_LANE:
        return listed
    bins: dict[int, list[Tick]] = defaultdict(list)
    for tick in listed:
        bins[min(BINS - 1, int(axis.place(tick.at) * BINS))].append(tick)
    shown = []
    for gathered in bins.values():
        worst = min(gathered, key=lambda t: (_WORST.index(t.kind), t.at, t.node))
        late = [t for t in gathered if t.learned is not None]
        shown.append(structs.replace(worst, count=len(gathered), learned=late[0].learned if late else None))
    return shown
