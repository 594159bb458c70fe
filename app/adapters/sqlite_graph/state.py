"""The state of all cells of a scope at one moment: the nearest frame before it, and what follows."""

from collections.abc import Callable

import apsw
import numpy as np

from app.adapters.sqlite_graph import frames, runs
from app.adapters.sqlite_graph.file import QUERIES
from app.adapters.sqlite_graph.frames import Frame
from app.adapters.sqlite_graph.places import TAIL, above
from app.adapters.sqlite_graph.recent import Recent
from app.adapters.sqlite_graph.runs import Run
from app.adapters.sqlite_graph.shelf import SEALED
from app.domain.moments import LATEST


def arrived_by(connection: apsw.Connection, scope: int, events: int, known: int) -> int:
    """How many entries, from the first on, had all been accepted by then (entries are numbered from 1)."""
    if known == LATEST:
        return events
    for lo, accepted in connection.execute(QUERIES["first-later-chunk"], (scope, known)):
        tops = np.maximum.accumulate(np.frombuffer(accepted, np.int64))
        return int(lo - 1 + np.searchsorted(tops, known, side="right"))
    return events


def state(connection: apsw.Connection, scope: int, moment: tuple[int, int], size: int, recent: Recent) -> Frame:
    """All cells at a valid time, as told by the entries up to a number: the nearest frame and what follows."""
    valid, seq = moment
    window, frame = _nearest(connection, scope, moment, size)
    last = next((row[0] for row in connection.execute(QUERIES["window-of"], (scope, valid))), TAIL)
    between = (scope, window, last, seq, valid)
    for number, level, hi in list(connection.execute(QUERIES["runs-between"], between)):
        run = recent.get(("run", number), _loader(connection, number)).until(valid)
        told = run if hi <= seq else run.pick(run.seq <= seq)
        # What was sealed at once comes first and is later than all before it.
        (frame.follow if level == SEALED else frame.correct)(told)
    return frame


def _nearest(connection: apsw.Connection, scope: int, moment: tuple[int, int], size: int) -> tuple[int, Frame]:
    """The latest frame at or before the moment with its corrections, and which one it is."""
    found = connection.execute(QUERIES["frame-at"], (scope, *moment)).get
    if found is None:
        return -1, frames.empty(size)
    number, window = found
    frame = frames.unpack(connection.execute(QUERIES["frame-body"], (number,)).get, size)
    count = connection.execute(QUERIES["frame-count"], (scope,)).get
    places = (scope, str(above(window, count)), moment[1])
    bodies = [body for (body,) in connection.execute(QUERIES["corrections"], places)]
    if bodies:
        late = runs.unpack_rows(b"".join(bodies))
        frame.correct(late.pick(late.seq <= moment[1]))
    return window, frame


def _loader(connection: apsw.Connection, number: int) -> Callable[[], tuple[int, Run]]:
    def load() -> tuple[int, Run]:
        run = runs.unpack(connection.execute(QUERIES["run-body"], (number,)).get)
        return 29 * len(run) + 500, run

    return load
