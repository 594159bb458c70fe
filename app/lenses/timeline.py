"""The dock: a real time axis with the verdict band, three lanes, and the moments that the slider can stop at."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.graph import EventMark, Version
from app.domain.moments import known_ms
from app.domain.verdict.history import told
from app.lenses.axis import Axis, axis_of
from app.lenses.band import band
from app.lenses.ticks import ticks
from app.lenses.views import TimelineView

MOST_MOMENTS: Final = 500
PARTS: Final = 240


def timeline(
    marks: Sequence[EventMark],
    verdicts: Sequence[Version],
    names: Mapping[str, str],
    commits: Sequence[tuple[int, str]],
    revision: int,
    *,
    most: int = 0,
) -> TimelineView:
    """The dock from events and recorded verdicts; where ``most`` events came, older ones may be left out."""
    times = [m.valid_at for m in marks] or [0]
    start, end, axis = min(times), max(times), axis_of(times)
    spans = band(verdicts, marks, start, end) if marks else ()
    return TimelineView(
        start=start,
        end=end,
        moments=moments(marks, [s.start for s in spans], [at for at, _ in commits]),
        ticks=ticks(marks, names, axis),
        band=spans,
        revision=revision,
        commits=tuple(sorted(commits)),
        **_learned(marks),
        cut=bool(most) and len(marks) >= most,
        **_along(axis, marks),
    )


def _along(axis: Axis, marks: Sequence[EventMark]) -> dict[str, Any]:
    """What the axis is like, where it does not run evenly, and how much was told along it."""
    knots = axis.knots if axis.folds else ()
    return {"axis": knots, "quiet": axis.folds, "density": density([m.valid_at for m in told(marks)], axis)}


def density(times: Sequence[int], axis: Axis) -> tuple[int, ...]:
    """How many of the times (ms) lie in each of 240 equally wide parts of the axis."""
    counts = [0] * PARTS
    for at in times:
        counts[min(PARTS - 1, int(axis.place(at) * PARTS))] += 1
    return tuple(counts)


def moments(marks: Sequence[EventMark], changes: Sequence[int], commits: Sequence[int]) -> tuple[int, ...]:
    """Where the slider stops: every verdict change, commit and failure, then as many others as there is room for."""
    every = {m.valid_at for m in marks}
    kept = _thinned({min(every), max(every)} if every else set(), MOST_MOMENTS, set())
    failures = {m.valid_at for m in marks if m.mark == "failed"}
    for wanted in (set(changes) & every, set(commits) & every, failures, every):
        kept = _thinned(wanted, MOST_MOMENTS, kept)
    return tuple(sorted(kept))


def _learned(marks: Sequence[EventMark]) -> dict[str, Any]:
    """When the first and the last of the events became known."""
    known = [known_ms(m.accepted) for m in marks] or [0]
    return {"known_from": min(known), "known_to": max(known)}


def _thinned(wanted: set[int], most: int, kept: set[int]) -> set[int]:
    """What is kept, and of the wanted ones as many as there is room for, evenly spread."""
    fresh = sorted(wanted - kept)
    room = most - len(kept)
    if len(fresh) <= room:
        return kept | set(fresh)
    return kept | {fresh[i * len(fresh) // room] for i in range(room)} if room > 0 else kept
