"""What a worker tells about its work while somebody watches: its turns, how far behind it is, what was concluded."""

import time
from collections.abc import Sequence
from typing import Final, Protocol

from app.desk import Desk
from app.domain.events import Event
from app.domain.moments import known_ms
from app.domain.payloads.convergence import GateChecked, VerdictChanged
from app.errors import MissionControlError
from app.ports import SILENT, Positions, Telemetry
from app.ports.meters import BATCH, EVENTS, GATES, LAG, LAG_S, NEWEST, VERDICTS
from app.use_cases.groups import behind, topics_of
from app.use_cases.health import health
from workers.decode import decoded
from workers.loop import Step
from workers.positions import after


class Placed(Protocol):
    """Who reads the log."""

    def places(self, desk: Desk) -> list[tuple[str, Positions]]:
        """Each of its consumers, and where it stands."""


WATCHER: Final = "watch"
"""The group under which the log keeps which conclusions were counted."""


def timed(step: Step, worker: str, telemetry: Telemetry) -> Step:
    """The step; when somebody watches, it tells how long it took and how much it did, if anything."""
    if telemetry is SILENT:
        return step

    def watched() -> int:
        began = time.perf_counter()
        number = step()
        if number:
            telemetry.observe(BATCH, (time.perf_counter() - began,), worker)
            telemetry.add(EVENTS, worker, by=number)
        return number

    return watched


class Conclusions:
    """Counts what is concluded: verdicts that became another, and gates that were asked on the command line."""

    def __init__(self, desk: Desk, batch: int = 1_000) -> None:
        self._desk, self._batch = desk, batch
        self._positions = desk.log.committed(WATCHER) or desk.log.ends(("convergence",))

    def step(self) -> int:
        """Count what came since the last time. Returns how many records were read."""
        records = self._desk.log.read(("convergence",), self._positions, self._batch)
        for accepted in decoded(records).events:
            self._count(accepted.event)
        if records:
            self._positions = {**self._positions, **after(records)}
            self._desk.log.commit(WATCHER, self._positions)
        return len(records)

    def _count(self, event: Event) -> None:
        if isinstance(event.payload, VerdictChanged):
            self._desk.telemetry.add(VERDICTS, event.payload.current_verdict)
        elif isinstance(event.payload, GateChecked):
            self._desk.telemetry.add(GATES, event.payload.gate_status, "command")


def told(desk: Desk, readers: Sequence[Placed]) -> None:
    """How the stores are now, how far each consumer is behind, and how new the newest is. Never raises for a store
    that does not answer; what it would have said stays as it was."""
    health(desk)
    try:
        now = desk.clock()
        for consumer, place in (place for reader in readers for place in reader.places(desk)):
            _lag(desk, consumer, place, desk.log.ends(topics_of(consumer)), now)
        if newest := max((info.last_accepted for info in desk.graph.scopes()), default=0):
            desk.telemetry.put(NEWEST, known_ms(newest) / 1000)
    except MissionControlError:
        return


def _lag(desk: Desk, consumer: str, place: Positions, ends: Positions, now: int) -> None:
    lag = behind(desk.log, topics_of(consumer), place, ends, now)
    desk.telemetry.put(LAG, lag.records, consumer)
    desk.telemetry.put(LAG_S, lag.seconds, consumer)
