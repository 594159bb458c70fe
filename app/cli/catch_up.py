"""What was just put on the log is to be in the stores before it is asked about."""

import argparse
import time
from contextlib import ExitStack, closing
from typing import Final

from app.cli.verb import Call
from app.desk import Desk
from app.domain.events import STREAMS
from app.errors import SetupError, StoreUnavailable
from app.ports import Positions
from app.use_cases.progress import CONSUMER, JUDGE, reached
from app.wiring import open_desk
from workers.drain import drain
from workers.lock import is_held, only_one
from workers.readers import FOLLOWERS, INGEST

PAUSE_S: Final = 0.05
WRITERS: Final = (INGEST.name, *(follower.name for follower in FOLLOWERS))
"""The locks of the workers that drain stands in for."""


def caught_up(call: Call, desk: Desk, wait_s: float) -> None:
    """Return once the graph holds all that is on the log now; without a worker, do its work here.

    Raises StoreUnavailable when the worker does not get there in time.
    """
    ends = desk.log.ends(STREAMS)
    alone = not is_held(call.settings.data, WRITERS[0])
    if reached(desk.graph.positions(CONSUMER), ends) and not (alone and _is_unjudged(desk, ends)):
        return
    if alone and _drained(call):
        return
    deadline = time.monotonic() + wait_s
    while not reached(desk.graph.positions(CONSUMER), ends):
        if time.monotonic() > deadline:
            raise StoreUnavailable(
                f"the ingest worker has not taken in all that was sent within {wait_s:g} s; "
                "mission-control status shows how far it is, --wait gives it longer"
            )
        time.sleep(PAUSE_S)


def _is_unjudged(desk: Desk, ends: Positions) -> bool:
    """Whether a worker ended between taking something in and judging it; nobody else will do it."""
    return not reached(desk.graph.positions(JUDGE), ends)


def _drained(call: Call) -> bool:
    """Take in what is on the log in this process, unless a worker has come up meanwhile."""
    with ExitStack() as held:
        try:
            for name in WRITERS:
                held.enter_context(only_one(call.settings.data, name))
        except SetupError:
            return False
        drain(held.enter_context(closing(open_desk(call.settings, "writer"))))
    return True


def add_iteration(parser: argparse.ArgumentParser) -> None:
    """Arguments that name an iteration, and say how long its worker is waited for."""
    parser.add_argument(
        "iteration", metavar="ITERATION", help="iteration, or ITERATION@COMMIT on a project's timeline"
    )
    parser.add_argument("--tenant", help="whose iteration (default: MC_TENANT)")
    parser.add_argument("--wait", type=float, default=10.0, metavar="SECONDS", help="for the worker to catch up (10)")
