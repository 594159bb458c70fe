"""The front door of the workers: ``python -m workers ingest | schedule``."""

import os
import sys
import time
from collections.abc import Sequence

from app.desk import Desk
from app.errors import MissionControlError
from app.settings import Settings, read_settings
from app.wiring import open_desk
from workers.follow import Measures, Search
from workers.ingest import Ingest
from workers.jobs.schedule import Schedule
from workers.jobs.table import jobs
from workers.lock import only_one
from workers.loop import Stop, turn

USAGE = "usage: python -m workers ingest | schedule"


def main(arguments: Sequence[str]) -> int:
    """Run one worker until it is stopped. 0: stopped as asked. 2: it could not go on, and said why in one line."""
    if list(arguments) not in (["ingest"], ["schedule"]):
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
        desk = open_desk(settings, "writer")
        try:
            _say(f"{name} is at work on {settings.data}")
            if name == "ingest":
                turn([Ingest(desk).step], stop, _say, 0.02)
            else:
                _schedule(desk, settings, stop)
        finally:
            desk.close()
    _say(f"{name} stopped")


def _schedule(desk: Desk, settings: Settings, stop: Stop) -> None:
    """The jobs, and beside them the workers that follow the graph."""
    schedule = Schedule(desk, jobs(settings), _say)
    schedule.start()
    try:
        turn([Measures(desk).step, Search(desk).step, schedule.step], stop, _say, 0.5)
    finally:
        schedule.stop()


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
