"""The last leg of an event's way: the first request of this process that draws it.

Whose graph is drawn says nothing of single events, so the newest of the iteration are looked at: each that was taken
in lately, and that no request drew before, sees in its trace that it was drawn, when, and by which request.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakKeyDictionary

from app.desk import Desk
from app.domain.graph import EventMark, Scope
from app.domain.moments import LATEST, acceptance
from app.domain.traces import NO_TRACE, Context, context
from app.errors import MissionControlError
from app.ports import UNTRACED, GraphStore
from app.traced.portions import Portion, Work, portions, tell

FRESH_MS: Final = 300_000
"""What was accepted longer ago is not on its way any more."""
NEWEST: Final = 200
MOST: Final = 50


@contextmanager
def drawing(desk: Desk, scope: Scope, by: str) -> Iterator[None]:
    """The block draws what is believed of the scope now, for a request to ``by``."""
    began = time.time_ns()
    yield
    if desk.tracing is UNTRACED:
        return
    here = desk.tracing.here
    fresh = ((context(mark.trace), mark) for mark in _seen(desk).first_time(desk.graph, scope, desk.clock()))
    told = portions((one for one in fresh if one[0].trace_id != here.trace_id), desk.tracing, MOST)
    for portion in told:
        tell(desk.tracing, portion, Work("event.draw", "internal", began, here), _about(portion, scope, by))
    desk.tracing.link([portion.under for portion in told])


def newest(desk: Desk, scope: Scope) -> Context:
    """The trace of the event that was taken in last, while it is on its way and its trace is kept; else NO_TRACE."""
    if desk.tracing is UNTRACED:
        return NO_TRACE
    marks = _seen(desk).fresh(desk.graph, scope, desk.clock())
    last = max(marks, key=lambda mark: mark.accepted, default=None)
    place = context(last.trace) if last else NO_TRACE
    return place if desk.tracing.wants(place) else NO_TRACE


def _about(portion: Portion[EventMark], scope: Scope, by: str) -> dict[str, str]:
    mark = portion.first
    event = {"mission_control.event_type": mark.event_type, "mission_control.event_id": mark.event_id}
    return {**event, "mission_control.iteration": scope.iteration, "http.route": by}


class _Seen:
    """The newest events of each scope, and how far this process has drawn them. Two threads may draw the same."""

    def __init__(self) -> None:
        self._marks: dict[Scope, tuple[int, list[EventMark]]] = {}
        self._drawn: dict[Scope, int] = {}

    def fresh(self, graph: GraphStore, scope: Scope, now: int) -> list[EventMark]:
        """What was accepted lately; read once a revision. Nothing when the graph cannot be asked."""
        try:
            revision, (known, marks) = graph.revision(scope), self._marks.get(scope, (-1, []))
            if known != revision:
                marks = graph.around(scope, 0, LATEST, LATEST, NEWEST)
                self._marks[scope] = revision, marks
        except MissionControlError:
            return []
        return [mark for mark in marks if mark.accepted > acceptance(now - FRESH_MS, 0, 0)]

    def first_time(self, graph: GraphStore, scope: Scope, now: int) -> list[EventMark]:
        """What of it was not drawn before."""
        before = self._drawn.get(scope, 0)
        marks = [mark for mark in self.fresh(graph, scope, now) if mark.accepted > before]
        self._drawn[scope] = max((mark.accepted for mark in marks), default=before)
        return marks


_KNOWN: Final[WeakKeyDictionary[Any, _Seen]] = WeakKeyDictionary()


def _seen(desk: Desk) -> _Seen:
    return _KNOWN.setdefault(desk.graph, _Seen())
