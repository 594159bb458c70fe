"""``validate``: a folder of features, run with behave or pytest-bdd, and told as it happens."""

import argparse
import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from app.cli.belonging import Belonging, add_belonging, belonging
from app.cli.catch_up import caught_up
from app.cli.code_version import code_version, prefix_of
from app.cli.desks import reading
from app.cli.scan import streams_in
from app.cli.sending import new_batch, onto_anew
from app.cli.terminal import Advance
from app.cli.validated import document, text
from app.cli.verb import Call, Verb
from app.desk import Desk
from app.domain.behaviour.known import Known
from app.domain.events import Event
from app.domain.graph import Scope
from app.engines.behaviour.request import RUNNERS, Emit, Progress, Report, Request
from app.engines.behaviour.target import project_of
from app.engines.behaviour.trace import caller
from app.engines.behaviour.validate import validate
from app.errors import BadRequest
from app.traced.work import Work
from app.use_cases.declare import Fed, declaration, unsaid
from app.use_cases.known_runs import known_runs
from app.wire.jsonlines import to_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``validate`` takes."""
    parser.add_argument("path", metavar="PATH", help="a project, a folder of features, or one feature file")
    parser.add_argument("--runner", choices=("auto", *RUNNERS), default="auto", help="what runs them (auto)")
    parser.add_argument("--tags", default="", metavar="EXPR", help="only these: '@smoke and not @slow'")
    parser.add_argument(
        "--retries", type=_whole(0, 100), default=0, metavar="N", help="try those that fail again (0)"
    )
    parser.add_argument("--repeat", type=_whole(1, 1000), default=1, metavar="N", help="run all of it N times (1)")
    parser.add_argument(
        "--timeout", type=float, default=0.0, metavar="SECONDS", help="end the runner then (0: never)"
    )
    parser.add_argument("--python", default="", metavar="EXE", help="its interpreter (its own .venv, else this one)")
    parser.add_argument("--journeys", default="", metavar="FILE", help="journeys (journeys.yaml beside the features)")
    parser.add_argument("--suite", default="", help="the suite's name (the runner's)")
    parser.add_argument("--full-run", action="store_true", help="this is all of the suite, whatever lies elsewhere")
    parser.add_argument("--output", default="", metavar="FILE", help="write the events there, send nothing")
    add_belonging(parser)
    parser.add_argument("--streams", default="", help="streams its verdict needs (default: bdv)")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for it to be taken in (60)")


def run(call: Call) -> int:
    """Run, send, wait until it can be seen, report."""
    home = _home(call)
    request = _request(call, home)
    report = _to_file(call, request) if call.arguments.output else _to_log(call, request)
    call.terminal.answer(document(report, request, home), text(report, home, _following(call, home)))
    return report.code


def _following(call: Call, home: Belonging) -> str:
    """What to ask next: the gate, or first to take in the file that was written."""
    if call.arguments.output:
        return shlex.join(["mission-control", "ingest", call.arguments.output])
    other = ["--tenant", home.tenant] if home.tenant != call.settings.tenant else []
    return shlex.join(["mission-control", "gate", home.iteration, *other])


def _whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two others."""

    def number(said: str) -> int:
        if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
            raise argparse.ArgumentTypeError(f"takes a whole number from {least} to {most}, found {said!r}")
        return int(said)

    return number


def _home(call: Call) -> Belonging:
    path = Path(call.arguments.path)
    if not path.exists():
        raise BadRequest(f"{path} does not exist; name a project, a folder of features, or one feature file")
    return belonging(call.arguments, path, call.settings.tenant, os.environ, project_of(path).name)


def _request(call: Call, home: Belonging) -> Request:
    given, path = call.arguments, Path(call.arguments.path)
    folder = project_of(path)
    return Request(
        path=path,
        origin=home.origin(new_batch()),
        store=Path(given.output).absolute().parent if given.output else call.settings.data,
        runner=given.runner,
        tags=given.tags,
        python=given.python,
        suite=given.suite,
        journeys=Path(given.journeys) if given.journeys else None,
        retries=given.retries,
        repeat=given.repeat,
        timeout_s=max(given.timeout, 0.0),
        full=given.full_run,
        code_version=code_version(folder, home.commit),
        prefix=prefix_of(folder),
        trace=caller(os.environ),
    )


def _to_log(call: Call, request: Request) -> Report:
    streams = streams_in(call.arguments.streams) if call.arguments.streams else ()
    with reading(call) as desk:
        caught_up(call, desk, call.arguments.wait)
        scope = Scope(request.origin.tenant, request.origin.iteration)
        open_ended = unsaid(desk.graph, scope)
        emit, fed = _sender(desk, scope)
        try:
            with _moving(call, request) as progress:
                report = validate(request, known_runs(desk.graph, scope), emit, progress)
        finally:
            if fed:
                declared = declaration(scope, fed[0], streams, request.origin.batch_id, unsaid=open_ended)
                emit([declared] if declared else [])
        caught_up(call, desk, call.arguments.wait)
    return report


def _sender(desk: Desk, scope: Scope) -> tuple[Emit, list[Fed]]:
    """Puts events on the log, and keeps account of what it put there."""
    deliver, fed = Work().told(desk.tracing, onto_anew(desk, scope)), list[Fed]()

    def emit(events: Sequence[Event]) -> None:
        for event in events:
            if not fed:
                fed.append(Fed(event.timestamp, set()))
            fed[0].note(event)
        deliver(events)

    return emit, fed


def _to_file(call: Call, request: Request) -> Report:
    """Nothing is known of earlier runs then: the file may be meant for another place."""
    file = Path(call.arguments.output)
    with _opened(file) as sink, _moving(call, request) as progress:

        def emit(events: Sequence[Event]) -> None:
            sink.writelines(to_json(event) + b"\n" for event in events)
            sink.flush()

        return validate(request, Known(), emit, progress)


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    try:
        sink = file.open("wb")
    except OSError as flaw:
        raise BadRequest(f"--output: {file} cannot be written: {flaw.strerror}") from flaw
    with sink:
        yield sink


@contextmanager
def _moving(call: Call, request: Request) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere nothing moves."""
    with call.terminal.progress(f"validate {request.path}", None) as bar:
        yield _mover(bar)


def _mover(bar: Advance) -> Progress:
    return lambda name, done, total: bar.at(done, total, f"validate: {name[:60]}")


VALIDATE: Final = Verb(
    "validate",
    "run features with behave or pytest-bdd; exit code 0 all passed, 1 failed, 2 could not run, 130 cancelled",
    (
        "mission-control validate features",
        "mission-control validate . --tags '@smoke and not @slow' --retries 2",
        "mission-control validate tests/bdd --runner pytest-bdd --repeat 5 --json",
        "mission-control validate features --output events.jsonl",
    ),
    arguments,
    run,
)
