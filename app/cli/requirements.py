"""``requirements``: what the commits of a repository say they are for (trailers, closed issues)."""

import argparse
import os
from pathlib import Path
from typing import Final

from app.cli.belonging import Belonging, add_belonging, belonging
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.sending import new_batch, onto_anew
from app.cli.verb import DONE, Call, Verb
from app.domain.graph import Scope
from app.errors import BadRequest
from app.scan.git import Git, NotARepository
from app.scan.trailers import Said, events_of, requirements_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``requirements`` takes."""
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a repository (here)")
    parser.add_argument("--commits", type=int, default=1000, metavar="N", help="how many commits to look at (1000)")
    add_belonging(parser)
    parser.add_argument("--dry-run", action="store_true", help="read and report, send nothing")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for them to be taken in (60)")


def run(call: Call) -> int:
    """Read the messages, send what they name, report."""
    given, path = call.arguments, Path(call.arguments.path)
    if given.commits < 1:
        raise BadRequest(f"--commits takes a number of commits, found {given.commits}")
    home = belonging(given, path, call.settings.tenant, os.environ, path.resolve().name)
    said = requirements_of(_repository(path), given.commits)
    batch_id = new_batch()
    if said and not given.dry_run:
        _send(call, said, home, batch_id)
    found = [{"id": s.requirement_id, "name": s.name, "commits": s.commits} for _, s in sorted(said.items())]
    call.terminal.answer({"iteration": home.iteration, "batch_id": batch_id, "requirements": found}, _text(said))
    return DONE


def _send(call: Call, said: dict[str, Said], home: Belonging, batch_id: str) -> None:
    scope = Scope(home.tenant, home.iteration)
    with reading(call) as desk:
        onto_anew(desk, scope)(list(events_of(said, scope, home.project, batch_id)))
        caught_up(call, desk, call.arguments.wait)


def _text(said: dict[str, Said]) -> str:
    if not said:
        return "no commit names a requirement; say it in a trailer: Requirement: REQ-42"
    return "\n".join(f"{key}  {s.name or '(no name)'}  {len(s.commits)} commits" for key, s in sorted(said.items()))


def _repository(path: Path) -> Git:
    try:
        return Git.at(path)
    except (NotARepository, OSError) as flaw:
        raise BadRequest(f"{path} is no git repository with commits{f': {flaw}' if str(flaw) else ''}") from flaw


REQUIREMENTS: Final = Verb(
    "requirements",
    "what the commits of a repository say they are for: trailers such as Requirement: REQ-42, closed issues",
    (
        "mission-control requirements .",
        "mission-control requirements ~/src/shop --project shop --commits 200 --dry-run",
    ),
    arguments,
    run,
)
