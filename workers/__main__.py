"""The front door of the workers: ``python -m workers ingest | schedule``."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

from app.desk import Desk
from app.errors import MissionControlError
from app.ports import GraphStore, MetricStore, Positions, SearchIndex, Telemetry
from app.settings import Settings, read_settings
from app.use_cases import conclude, record
from app.use_cases.health import check_essential
from app.wiring import open_desk, open_telemetry
from workers.follow import MEASURES, SEARCH, Measures, Search
from workers.ingest import Ingest
from workers.jobs.schedule import Schedule
from workers.jobs.table import jobs
from workers.lock import only_one
from workers.loop import Step, Stop, begun, turn
from workers.metrics_door import served
from workers.patience import patiently
from workers.watched import WATCHER, Conclusions, timed, told

USAGE: Final = "usage: python -m workers ingest | schedule"
NAMES: Final = ("ingest", "schedule")
"""The first tells its numbers on the port of MC_METRICS, each other one on the port after."""
CONSUMERS: Final = {"ingest": (record.CONSUMER, conclude.CONSUMER), "schedule": (MEASURES, SEARCH)}
"""Who reads the log in which worker."""


def main(arguments: Sequence[str]) -> int:
    """Run one worker until it is stopped. 0: stopped as asked. 2: it could not go on, and said why in one line."""
    if len(arguments) != 1 or arguments[0] not in NAMES:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        _run(arguments[0], read_settings(os.environ))
    except MissionControlError as fault:
        print(fault, file=sys.stderr, flush=True)
        return 2
    return 0


def _run(name: str, settings: Settings) -> None:
    stop = Stop()
    with only_one(settings.data, name):
        telemetry = open_telemetry(settings)
        desk = patiently(lambda: _answering(settings, telemetry), settings.patience_ms, _say, lambda: stop.asked)
        left: tuple[str, ...] = ()
        if desk is not None:
            try:
                left = _work(name, desk, settings, stop)
            finally:
                desk.close()
    _say(f"{name} stopped")
    if left:
        _say(f"broken off, to be done at the next start: {', '.join(left)}")
        os._exit(0)  # without waiting for what is broken off; nothing of it counts until it is whole


def _answering(settings: Settings, telemetry: Telemetry) -> Desk:
    """A desk of which log and graph answer. Raises StoreUnavailable."""
    desk = open_desk(settings, "writer", telemetry)
    try:
        check_essential(desk)
    except BaseException:
        desk.close()
        raise
    return desk


def _work(name: str, desk: Desk, settings: Settings, stop: Stop) -> tuple[str, ...]:
    """Until it is stopped. Returns the jobs that had to be broken off."""
    port = settings.metrics + NAMES.index(name)
    work = {"ingest": _ingest, "schedule": _schedule}[name]
    with served(desk.telemetry, port, lambda: told(desk, CONSUMERS[name], _place)):
        _say(f"{name} is at work on {settings.data}")
        return work(desk, settings, stop)


def _ingest(desk: Desk, _settings: Settings, stop: Stop) -> tuple[str, ...]:
    turn([_begun(desk, "ingest", lambda: Ingest(desk).step)], stop, _say, 0.02)
    return ()


def _schedule(desk: Desk, settings: Settings, stop: Stop) -> tuple[str, ...]:
    """The jobs, and beside them the workers that follow the graph."""
    schedule = Schedule(desk, jobs(settings), _say)
    followers = [
        _begun(desk, MEASURES, lambda: Measures(desk).step),
        _begun(desk, SEARCH, lambda: Search(desk).step),
    ]
    if settings.metrics:
        followers.append(_begun(desk, WATCHER, lambda: Conclusions(desk).step))
    try:
        turn([*followers, schedule.step], stop, _say, 0.5)
    finally:
        left = schedule.stop()
    return left


def _place(desk: Desk, consumer: str) -> Positions:
    """Where a consumer stands; each keeps that beside what it made."""
    store: GraphStore | MetricStore | SearchIndex = desk.graph
    if consumer in (MEASURES, SEARCH):
        store = desk.metrics if consumer == MEASURES else desk.search
    return store.positions(consumer)


def _begun(desk: Desk, name: str, make: Callable[[], Step]) -> Step:
    return timed(begun(make), name, desk.telemetry)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
