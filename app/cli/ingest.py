"""``ingest``: files that people have already, as events; and ``--undo``, which takes an ingest back."""

import argparse
from pathlib import Path
from typing import Any, Final

from app.cli.belonging import add_belonging
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.intake import Intake, origins
from app.cli.scan import streams_in
from app.cli.sending import new_batch, onto, undo_words
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.moments import iso
from app.engines.behaviour.store import Store
from app.errors import BadRequest
from app.readers.folder import OriginFor, Outcome
from app.use_cases.declare import Fed
from app.use_cases.undo import iterations_of, retractions


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``ingest`` takes."""
    parser.add_argument("paths", nargs="*", metavar="FILE_OR_FOLDER", help="recognised by what they hold")
    add_belonging(parser)
    parser.add_argument("--streams", default="", help="streams its verdict needs (default: those the files feed)")
    parser.add_argument("--full-run", action="store_true", help="these are whole test runs: what they miss is gone")
    parser.add_argument("--undo", default="", metavar="BATCH", help="take an earlier ingest back")
    parser.add_argument("--dry-run", action="store_true", help="read and report, send nothing")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for it to be taken in (60)")


def run(call: Call) -> int:
    """Read and send, or take back. 0: all was read. 1: some files were not."""
    given = call.arguments
    if bool(given.undo) == bool(given.paths):
        raise BadRequest(
            "ingest takes files or folders, or --undo BATCH; mission-control ingest --help shows examples"
        )
    if given.dry_run and given.paths:
        return _taken(call, None)
    with reading(call) as desk:
        return _undone(call, desk) if given.undo else _taken(call, desk)


def _taken(call: Call, desk: Desk | None) -> int:
    given = call.arguments
    batch_id = new_batch()
    intake = Intake(desk, batch_id, streams_in(given.streams) if given.streams else ())
    intake.read([Path(path) for path in given.paths], _origins(call, batch_id), call.terminal)
    if desk is not None:
        caught_up(call, desk, given.wait)
    call.terminal.answer(_document(intake, batch_id), _text(intake, batch_id, sent=desk is not None))
    return DONE if all(outcome.state == "read" for outcome in intake.outcomes) else REFUSED


def _origins(call: Call, batch_id: str) -> OriginFor:
    """Where files belong; what steps put down is kept beside everything else, unless nothing is."""
    keep = None if call.arguments.dry_run else Store(call.settings.data).place
    return origins(call.arguments, call.settings.tenant, batch_id, keep)


def _undone(call: Call, desk: Desk) -> int:
    batch_id = call.arguments.undo
    caught_up(call, desk, call.arguments.wait)
    events = retractions(desk.graph, batch_id, desk.clock(), "ingest --undo")
    onto(desk)(events)
    caught_up(call, desk, call.arguments.wait)
    about = iterations_of(events)
    document = {"undone": batch_id, "at": iso(events[0].timestamp), "iterations": about}
    call.terminal.answer(
        document, f"batch {batch_id} no longer counts in {', '.join(about)}; the past still knows it"
    )
    return DONE


def _document(intake: Intake, batch_id: str) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "events": sum(fed.events for fed in intake.fed.values()),
        "files": [_file(outcome) for outcome in intake.outcomes],
        "iterations": [
            {
                "tenant": scope.tenant,
                "iteration": scope.iteration,
                "streams": sorted(fed.streams),
                "events": fed.events,
            }
            for scope, fed in sorted(intake.fed.items())
        ],
    }


def _file(outcome: Outcome) -> dict[str, Any]:
    kept = ("state", "format", "count", "place", "reason", "size")
    return {"path": str(outcome.path), **{name: getattr(outcome, name) for name in kept}}


def _text(intake: Intake, batch_id: str, *, sent: bool) -> str:
    words = [outcome.state for outcome in intake.outcomes]
    tally = ", ".join(f"{words.count(word)} {word}" for word in ("read", "refused", "unknown") if word in words)
    lines = [_about(scope, fed) for scope, fed in sorted(intake.fed.items())]
    undo = undo_words(batch_id)
    return "\n".join([tally, *lines, undo if sent else "nothing was sent (dry run)"])


def _about(scope: Scope, fed: Fed) -> str:
    streams = f" of {', '.join(sorted(fed.streams))}" if fed.streams else ""
    return f"{scope.tenant}/{scope.iteration}: {fed.events} events{streams}, from {iso(fed.first)}"


INGEST: Final = Verb(
    "ingest",
    "read test reports, lineage, findings and import graphs; exit code 1 when some files were not read",
    (
        "mission-control ingest test-results/",
        "mission-control ingest junit.xml --project shop --full-run",
        "mission-control ingest messages.ndjson --iteration shop --streams bdv,acc --dry-run",
        "mission-control ingest --undo b-41f2c09a77de",
    ),
    arguments,
    run,
)
