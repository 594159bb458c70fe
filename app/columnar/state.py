"""The state of all cells of a scope at one moment: the nearest frame before it, and what follows."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np

from app.columnar import frames, runs
from app.columnar.frames import Frame
from app.columnar.places import TAIL, above
from app.columnar.recent import Recent
from app.columnar.rows import Expected, Rows
from app.columnar.runs import Run
from app.columnar.shelf import SEALED
from app.columnar.values import Ints
from app.domain.moments import LATEST, AsOf

Moment = tuple[int, int]
"""A valid time, and the number of the last entry that counts."""
_NEAR: Final = 2
"""So many windows are told forward in less time than another frame takes to be opened and compared."""


def first_of(scope: int, events: int, as_of: AsOf) -> list[Expected]:
    """What is asked first to tell the state at a moment."""
    first: list[Expected] = [("odd", [(scope,)]), ("window-of", [(scope, as_of.valid)])]
    if as_of.known != LATEST:
        return [*first, ("first-later-chunk", [(scope, as_of.known)])]
    moment = (scope, as_of.valid, events)
    return [*first, ("out-of-turn", [(scope, events, as_of.known)]), ("frame-at", [moment])]


def arrived_by(rows: Rows, scope: int, events: int, known: int) -> int:
    """How many entries, from the first on, had all been accepted by then (entries are numbered from 1)."""
    if known == LATEST:
        return events
    for lo, accepted in rows.ask("first-later-chunk", scope, known):
        tops = np.maximum.accumulate(np.frombuffer(accepted, np.int64))
        return int(lo - 1 + np.searchsorted(tops, known, side="right"))
    return events


def state(rows: Rows, scope: int, moment: Moment, size: int, recent: Recent) -> Frame:
    """All cells at a valid time, as told by the entries up to a number: the nearest frame and what follows."""
    found = _frame_at(rows, scope, moment)
    rows.expect(("runs-between", [_between(rows, scope, found, moment)]), *_body(scope, found))
    frame = _opened(rows, scope, moment, found, size)
    for run, settled in _told(rows, scope, found, moment, recent):
        (frame.follow if settled else frame.correct)(run)
    return frame


def states(
    rows: Rows, scope: int, span: tuple[Moment, Moment], size: int, recent: Recent
) -> tuple[Frame, Frame, Ints]:
    """All cells at two moments, and those that may differ. What is near is told forward from the first moment."""
    before, after = span
    found, later = _frame_at(rows, scope, before), _frame_at(rows, scope, after)
    if before[0] > after[0] or before[1] != after[1] or later.window - found.window > _NEAR:
        old, new = (state(rows, scope, moment, size, recent) for moment in span)
        return old, new, np.arange(size)
    told = list(_told(rows, scope, found, after, recent))
    old = _opened(rows, scope, before, found, size)
    for run, settled in told:
        (old.follow if settled else old.correct)(run.until(before[0]))
    new, touched = old.copy(), np.zeros(size, np.bool_)
    for run, settled in told:
        fresh = run.after(before[0])
        (new.follow if settled else new.correct)(fresh)
        touched[fresh.cell] = True
    return old, new, np.flatnonzero(touched)


def _told(rows: Rows, scope: int, found: "_Found", moment: Moment, recent: Recent) -> Iterator[tuple[Run, bool]]:
    """What is stated after a frame up to a moment, and whether it is later than all that came before it."""
    valid, seq = moment
    between = list(rows.ask("runs-between", *_between(rows, scope, found, moment)))
    wanted = recent.missing(("run", number) for number, *_ in between)
    rows.expect(*(("run-body", [(number,)]) for _, number in wanted))
    for number, level, hi in between:
        run = recent.get(("run", number), _loader(rows, number)).until(valid)
        # What was sealed at once comes first.
        yield run if hi <= seq else run.pick(run.seq <= seq), level == SEALED


def _between(rows: Rows, scope: int, found: "_Found", moment: Moment) -> tuple[int, ...]:
    """What finds the runs from a frame up to a moment."""
    valid, seq = moment
    last = next((row[0] for row in rows.ask("window-of", scope, valid)), TAIL)
    return scope, found.window, last, seq, valid


class _Found(NamedTuple):
    """A frame: its number in the file (0: there is none) and its window."""

    number: int
    window: int


def _frame_at(rows: Rows, scope: int, moment: Moment) -> _Found:
    """The latest frame at or before the moment."""
    found = rows.one("frame-at", scope, *moment)
    return _Found(0, -1) if found is None else _Found(*found)


def _body(scope: int, found: _Found) -> list[Expected]:
    """What is asked to open the frame."""
    return [("frame-body", [(found.number,)]), ("frame-count", [(scope,)])] if found.number else []


def _opened(rows: Rows, scope: int, moment: Moment, found: _Found, size: int) -> Frame:
    """The frame with its corrections."""
    if not found.number:
        return frames.empty(size)
    frame = frames.unpack(rows.one("frame-body", found.number), size)
    count = rows.one("frame-count", scope)
    places = [(scope, place, moment[1]) for place in above(found.window, count)]
    bodies = [body for (body,) in rows.ask_each("corrections", places)]
    if bodies:
        late = runs.unpack_rows(b"".join(bodies))
        frame.correct(late.pick(late.seq <= moment[1]))
    return frame


def _loader(rows: Rows, number: int) -> Callable[[], tuple[int, Run]]:
    def load() -> tuple[int, Run]:
        run = runs.unpack(rows.one("run-body", number))
        return 29 * len(run) + 500, run

    return load
