"""``scan``: the architecture of a Python repository, now or commit by commit."""

import argparse
import os
from pathlib import Path
from typing import Any, Final

import msgspec

from app.cli.belonging import add_belonging, belonging
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.sending import new_batch, onto_anew, undo_words
from app.cli.terminal import Advance
from app.cli.verb import DONE, Call, Verb
from app.desk import Desk
from app.domain.architecture.baseline import to_text
from app.domain.events import STREAMS
from app.domain.graph import Scope
from app.domain.moments import iso
from app.domain.whereabouts import REPOSITORY
from app.errors import BadRequest
from app.scan.pack import CACHE
from app.scan.request import ScanReport, ScanRequest
from app.scan.rulebook import to_yaml
from app.scan.run import scan

BASELINE: Final = ".mission-control/baseline.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``scan`` takes."""
    parser.add_argument("path", metavar="PATH", help="a repository, a package in it, or one module")
    parser.add_argument("--history", type=int, default=0, metavar="N", help="walk the last N first-parent commits")
    add_belonging(parser)
    parser.add_argument("--streams", default="acc", help="streams its verdict needs, e.g. bdv,acc (default: acc)")
    parser.add_argument("--manifest", default="", metavar="FILE", help="rules to use instead of the repository's own")
    parser.add_argument("--include-tests", action="store_true", help="scan its tests as well")
    _add_written(parser, "--write-manifest", "architecture.yaml", "keep the rules used")
    parser.add_argument("--baseline", default="", metavar="FILE", help="findings that are tolerated; new ones count")
    kept = "keep what is there as the baseline; with --baseline, only what of it is still there"
    _add_written(parser, "--write-baseline", BASELINE, kept)
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for it to be taken in (60)")


def _add_written(parser: argparse.ArgumentParser, option: str, usual: str, words: str) -> None:
    """A file to be written: nothing without the option, and its usual place where the option names no other."""
    parser.add_argument(option, nargs="?", const=usual, default="", metavar="FILE", help=words)


def run(call: Call) -> int:
    """Scan, send, wait until it can be seen, report."""
    request = request_of(call)
    with reading(call) as desk:
        report = scan_into(call, desk, request)
        caught_up(call, desk, call.arguments.wait)
    if file := call.arguments.write_manifest:
        _write("--write-manifest", Path(file), to_yaml(report.manifest, report.project))
    if file := call.arguments.write_baseline:
        _write("--write-baseline", _baseline_file(call, file), to_text(report.judged.left).decode())
    undo = undo_words(request.batch_id)
    document = {"batch_id": request.batch_id, **_document(report)}
    call.terminal.answer(document, "\n".join([*report.lines(), undo]))
    return DONE


def request_of(call: Call) -> ScanRequest:
    """What was asked for. Raises BadRequest."""
    given, path = call.arguments, Path(call.arguments.path)
    if given.history < 0:
        raise BadRequest(f"--history takes a number of commits, found {given.history}")
    home = belonging(given, path, call.settings.tenant, os.environ, path.resolve().name)
    return ScanRequest(
        path=path,
        tenant=home.tenant,
        project=home.project,
        iteration=home.iteration,
        commit=given.commit,
        history=given.history,
        required_streams=streams_in(given.streams),
        manifest=Path(given.manifest) if given.manifest else None,
        baseline=Path(given.baseline) if given.baseline else None,
        include_tests=given.include_tests,
        batch_id=new_batch(),
        cache=call.settings.data / CACHE,
        build=home.build if given.history == 0 else {n: said for n, said in home.build.items() if n == REPOSITORY},
    )


def scan_into(call: Call, desk: Desk, request: ScanRequest) -> ScanReport:
    """Scan, and put what is found on the log as it is found."""
    emit = onto_anew(desk, Scope(request.tenant, request.iteration))
    request = msgspec.structs.replace(request, now_ms=desk.clock())
    with call.terminal.progress(f"scan {request.project}", None) as bar:
        return scan(request, emit, _mover(bar))


def streams_in(text: str) -> tuple[str, ...]:
    """``bdv,acc`` as a tuple. Raises BadRequest."""
    named = tuple(part.strip() for part in text.split(",") if part.strip())
    if not named or set(named) - set(STREAMS):
        raise BadRequest(f"--streams takes a list of {', '.join(STREAMS)}, found {text!r}")
    return named


def _mover(bar: Advance) -> Any:
    return lambda what, done, total: bar.at(done, total, f"scan: {what}")


def _baseline_file(call: Call, named: str) -> Path:
    """The file to write; where none is named, the baseline that was read is the one that shrinks."""
    given = call.arguments.baseline
    return Path(given if given and named == BASELINE else named)


def _write(option: str, file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as flaw:
        raise BadRequest(f"{option}: {file} cannot be written: {flaw.strerror}") from flaw


def _document(report: ScanReport) -> dict[str, Any]:
    kept = ("project", "iteration", "commit", "packages", "commits", "skipped", "counts", "events", "notes")
    plain: dict[str, Any] = {name: getattr(report, name) for name in kept}
    rules = [msgspec.structs.asdict(rule) for rule in report.rules]
    return plain | {
        "origin": report.origin,
        "proposed": report.proposed,
        "rules": rules,
        "gone": report.judged.gone,
        "suppressions": [msgspec.structs.asdict(one) for one in report.judged.tolerance.declared],
        "first": iso(report.first_ms),
        "last": iso(report.last_ms),
    }


SCAN: Final = Verb(
    "scan",
    "the architecture of a Python repository, now or commit by commit",
    (
        "mission-control scan .",
        "mission-control scan ~/src/django --history 50",
        "mission-control scan . --streams bdv,acc --write-manifest architecture.yaml",
        "mission-control scan . --baseline .mission-control/baseline.json --write-baseline",
    ),
    arguments,
    run,
)
