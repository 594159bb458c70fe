"""``chronicle``: the history of an iteration written out into Neo4j, for people who ask it in Cypher."""

import argparse
from typing import Final

from app.cli.desks import reading
from app.cli.verb import DONE, Call, Verb
from app.domain.graph import Scope


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``chronicle`` takes."""
    parser.add_argument("iteration", metavar="ITERATION", help="whose history")
    parser.add_argument("--tenant", default="", help="whose iteration (default: MC_TENANT)")
    parser.add_argument("--drop", action="store_true", help="remove what was written out")


def run(call: Call) -> int:
    """Write it out as it is now, in place of what was there; or remove it."""
    given = call.arguments
    with reading(call) as desk:
        scope = Scope(given.tenant or desk.tenant, given.iteration)
        if given.drop:
            desk.chronicle.forget(scope)
            call.terminal.answer({"statements": 0}, f"{scope.iteration}: nothing is written out any more")
            return DONE
        number = desk.chronicle.tell(scope, desk.graph.entries(scope))
    call.terminal.answer({"statements": number}, f"{scope.iteration}: {number} statements are written out")
    return DONE


CHRONICLE: Final = Verb(
    "chronicle",
    "the history of an iteration written out into Neo4j, to be asked in Cypher: as of, known at, diff, history",
    ("mission-control chronicle shop", "mission-control chronicle shop --drop"),
    arguments,
    run,
)
