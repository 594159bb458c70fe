"""The worker that comes before the readers: what is asked first of an iteration lies ready soon after a change.

It may be away or late, or what it made may be lost: whoever reads works out what is not there, and keeps it too.
"""

import time
from collections.abc import Iterable
from typing import Final

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.traces import NO_TRACE
from app.ports import Positions, ScopeInfo
from app.use_cases import conclude
from app.use_cases.asked_first import project
from app.use_cases.looking import looking

PROJECTIONS: Final = "projections"
MOST: Final = 64
"""So many iterations, the newest, are made ready at the start; of the others those that change."""
RESTS: Final = 4
"""It rests so many times as long as it worked: under load readers of what is not ready wait, events do not."""


class Projections:
    """Follows the revisions of all iterations. Its position, kept by the log, is how far the judging had come when
    all was ready."""

    def __init__(self, desk: Desk, rests: float = RESTS) -> None:
        self._desk, self._rests = desk, rests
        self._looking = looking(desk.graph)
        self._ready: dict[Scope, int] = {}
        self._revision = 0
        self._positions: Positions = desk.log.committed(PROJECTIONS)
        self._rests_until = 0.0
        for info in _newest_first(desk.graph.scopes())[MOST:]:
            self._ready[info.scope] = info.revision

    def step(self) -> int:
        """Make ready what has changed since the last time. Returns how many records the judging is further."""
        if time.monotonic() < self._rests_until:
            return 0
        revision = self._desk.graph.revision()
        if revision == self._revision:
            return 0
        judged = self._desk.graph.positions(conclude.CONSUMER)
        began = time.monotonic()
        for info in _newest_first(self._desk.graph.scopes()) if self._looking.shares else ():
            if self._ready.get(info.scope) != info.revision:
                self._make(info)
        self._rests_until = time.monotonic() + self._rests * (time.monotonic() - began)
        self._revision = revision
        return self._arrived(judged)

    def _make(self, info: ScopeInfo) -> None:
        about = {"mission_control.iteration": info.scope.iteration}
        with self._desk.tracing.span("projections.make", under=NO_TRACE, attributes=about):
            project(self._desk.graph, info, self._desk.clock())
        self._ready[info.scope] = info.revision

    def _arrived(self, judged: Positions) -> int:
        moved = sum(max(0, at - self._positions.get(partition, 0)) for partition, at in judged.items())
        if moved:
            self._desk.log.commit(PROJECTIONS, judged)
            self._positions = judged
        return moved


def _newest_first(infos: Iterable[ScopeInfo]) -> list[ScopeInfo]:
    return sorted(infos, key=lambda info: -info.last_accepted)
