"""The front door of the workers: ``python -m workers ROLE [ROLE …] [--number N]``."""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from app.desk import Desk
from app.errors import MissionControlError
from app.ports import Telemetry, Tracing
from app.settings import Settings, read_settings
from app.use_cases.health import check_essential
from app.wiring import open_desk, open_telemetry, open_tracing
from workers.lock import one_of_many, only_one
from workers.loop import Stop
from workers.metrics_door import served
from workers.patience import patiently
from workers.roles import NAMES, Crew, work
from workers.watched import told


def main(arguments: Sequence[str]) -> int:
    """Run one worker until it is stopped. 0: stopped as asked. 2: it could not go on, and said why in one line."""
    crew = _crew(arguments)
    try:
        _run(crew, read_settings(os.environ))
    except MissionControlError as fault:
        print(fault, file=sys.stderr, flush=True)
        return 2
    return 0


def _crew(arguments: Sequence[str]) -> Crew:
    parser = ArgumentParser("python -m workers", description="One worker process, until it is told to end.")
    parser.add_argument("roles", nargs="+", choices=NAMES, metavar="ROLE", help=", ".join(NAMES))
    parser.add_argument("--number", type=int, default=1, choices=range(1, 65), metavar="N", help="which of its kind")
    asked = parser.parse_args(arguments)
    return Crew(tuple(name for name in NAMES if name in asked.roles), asked.number)


def _run(crew: Crew, settings: Settings) -> None:
    stop = Stop(lambda: _cut_short(crew))
    with _at_work(crew, settings):
        told, tracing = open_telemetry(settings), open_tracing(settings, "-".join(crew.names))
        desk = patiently(lambda: _answering(settings, told, tracing), settings.patience_ms, _say, lambda: stop.asked)
        left: tuple[str, ...] = ()
        if desk is not None:
            try:
                left = _watched(crew, desk, settings, stop)
            finally:
                desk.close()
    _say(f"{crew} stopped")
    if left:
        _say(f"broken off, to be done at the next start: {', '.join(left)}")
        os._exit(0)  # without waiting for what is broken off; nothing of it counts until it is whole


def _cut_short(crew: Crew) -> None:
    """Whatever a store has not answered to by now is undone there, as after a kill; the next one goes on from what is
    kept."""
    _say(f"{crew} stopped: what a store did not answer to is undone, to be done at the next start")
    os._exit(0)


@contextmanager
def _at_work(crew: Crew, settings: Settings) -> Iterator[None]:
    """Raises SetupError when another process has one of the roles on the same files."""
    lock = one_of_many if settings.store == "servers" else only_one
    with ExitStack() as held:
        for name in crew.names:
            held.enter_context(lock(settings.data, name))
        yield


def _answering(settings: Settings, telemetry: Telemetry, tracing: Tracing) -> Desk:
    """A desk of which log and graph answer. Raises StoreUnavailable."""
    desk = open_desk(settings, "writer", telemetry, tracing)
    try:
        check_essential(desk)
    except BaseException:
        desk.close()
        raise
    return desk


def _watched(crew: Crew, desk: Desk, settings: Settings, stop: Stop) -> tuple[str, ...]:
    """Its work, while its numbers can be asked for. Returns the jobs that had to be broken off."""
    with served(desk.telemetry, crew.port(settings.metrics), lambda: told(desk, crew.readers)):
        _say(f"{crew} is at work on {settings.data}")
        return work(crew, desk, settings, stop, _say)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
