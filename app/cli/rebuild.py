"""``rebuild``: the graph anew from archive and log, compared with the one in use, then put in its place."""

import argparse
from typing import Any, Final

from app.cli.catch_up import caught_up
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.wiring import open_desk
from workers.lock import only_one
from workers.rebuild import Compared, Rebuilt, rebuild


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``rebuild`` takes."""
    parser.add_argument("--dry-run", action="store_true", help="build and compare, change nothing")
    parser.add_argument("--accept-differences", action="store_true", help="take the new graph even if it differs")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for the worker to rest (60)")


def run(call: Call) -> int:
    """Build, compare, switch. 1: the graphs differ, and the one in use stays."""
    given = call.arguments
    desk = open_desk(call.settings, "writer")
    try:
        with only_one(call.settings.data, "rebuild"):
            caught_up(call, desk, given.wait)
            total = sum(desk.log.ends(("dde", "bdv", "acc")).values())
            with call.terminal.progress("rebuild (records)", total) as bar:
                done = rebuild(
                    desk,
                    lambda taken: bar.at(taken, total),
                    switch=not given.dry_run,
                    differing=given.accept_differences,
                    wait_s=given.wait,
                )
    finally:
        desk.close()
    call.terminal.answer(_document(done), _text(done))
    return DONE if done.agrees or done.switched else REFUSED


def _document(done: Rebuilt) -> dict[str, Any]:
    iterations = [
        {**one.scope._asdict(), "entries": one.entries, "agrees": one.agrees, "state_hash": one.built}
        for one in done.compared
    ]
    return {"records": done.records, "agrees": done.agrees, "switched": done.switched, "iterations": iterations}


def _text(done: Rebuilt) -> str:
    differing = [_line(one) for one in done.compared if not one.agrees]
    head = f"{done.records} records, {len(done.compared)} iterations: "
    head += f"{len(differing)} differ" if differing else "every state hash is the same"
    end = f"{done.name} is in use now" if done.switched else "the graph in use stays as it was"
    return "\n".join([head, *differing, end])


def _line(one: Compared) -> str:
    return f"  {one.scope.tenant}/{one.scope.iteration}: {one.live[:16] or 'nothing'} → {one.built[:16] or 'nothing'}"


REBUILD: Final = Verb(
    "rebuild",
    "the graph anew from archive and log, compared by state hash, then put in place; readers go on undisturbed",
    ("mission-control rebuild", "mission-control rebuild --dry-run", "mission-control rebuild --accept-differences"),
    arguments,
    run,
)
