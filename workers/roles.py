"""What a worker process can be: one who reads the log, or the scheduler of jobs; several roles may share a process.

Each role has a lock of its own in the data folder, so that there is one of each however they are spread over
processes. On servers there is no such lock: what a second one would do twice is refused by the stores.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.desk import Desk
from app.errors import StoreUnavailable
from app.ports import EventLog
from app.settings import Settings
from workers.jobs.schedule import Schedule
from workers.jobs.table import jobs
from workers.loop import Rest, Say, Step, Stop, begun, turn
from workers.readers import FOLLOWERS, INGEST, PROJECTED, READERS, Reader
from workers.watched import WATCHER, Conclusions, timed

SCHEDULE: Final = "schedule"
NAMES: Final = (INGEST.name, SCHEDULE, *(reader.name for reader in FOLLOWERS), PROJECTED.name)
"""In the order of the ports at which they tell their numbers."""
QUICK_S: Final = 0.02
SOON_S: Final = 0.1
CALM_S: Final = 0.5


@dataclass(frozen=True)
class Crew:
    """The roles of one process; ``number`` tells it from others of the same roles on this machine (from 1 on)."""

    names: tuple[str, ...]
    number: int = 1

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Those of the roles who read the log, or follow how far others have read."""
        return tuple(reader for reader in (*READERS, PROJECTED) if reader.name in self.names)

    @property
    def rest_s(self) -> float:
        """How long it rests when there is nothing to do: pages ask for what is new within half a second."""
        if INGEST.name in self.names:
            return QUICK_S
        return SOON_S if self.names == (PROJECTED.name,) else CALM_S

    def port(self, first: int) -> int:
        """Where it tells its numbers, if the first of all workers does so at ``first``; 0: nobody watches."""
        place = min(NAMES.index(name) for name in self.names)
        return first and first + place + (self.number - 1) * len(NAMES)

    def __str__(self) -> str:
        return ", ".join(self.names)


def work(crew: Crew, desk: Desk, settings: Settings, stop: Stop, say: Say) -> tuple[str, ...]:
    """Do what the roles are for, until stopped. Returns the jobs that had to be broken off."""
    steps = [_timed(reader, desk) for reader in crew.readers]
    if SCHEDULE not in crew.names:
        turn(steps, stop, say, crew.rest_s, _until_more(desk.log) if INGEST.name in crew.names else None)
        return ()
    if settings.metrics:
        steps.append(timed(begun(lambda: Conclusions(desk).step), WATCHER, desk.telemetry))
    return _beside_jobs(Schedule(desk, jobs(settings), say), steps, stop, say, crew.rest_s)


def _until_more(log: EventLog) -> Rest:
    """A rest that ends when something comes."""

    def rest(seconds: float) -> None:
        try:
            log.wait(seconds)
        except StoreUnavailable:  # the steps say so
            time.sleep(seconds)

    return rest


def _beside_jobs(schedule: Schedule, steps: Sequence[Step], stop: Stop, say: Say, rest_s: float) -> tuple[str, ...]:
    try:
        turn([*steps, schedule.step], stop, say, rest_s)
    finally:
        left = schedule.stop()
    return left


def _timed(reader: Reader, desk: Desk) -> Step:
    return timed(begun(lambda: reader.begin(desk)), reader.name, desk.telemetry)
