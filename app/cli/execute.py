"""``execute``: run an execution manifest, and tell Mission Control all about it."""

import argparse
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from app.cli.belonging import add_belonging, from_ci, from_repository
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.execute_view import View, plan_document, plan_text, report_text
from app.cli.scan import streams_in
from app.cli.sending import onto
from app.cli.verb import DONE, ERROR, REFUSED, Call, Verb
from app.desk import Desk
from app.domain.events import Event
from app.domain.graph import Scope
from app.engines.dag.execution import execute
from app.engines.dag.prepare import Prepared, prepare
from app.engines.dag.request import Deliver, Report, Request
from app.engines.dag.setting import Setting
from app.errors import BadRequest, StoreUnavailable
from app.traced.work import Work
from app.use_cases.declare import Fed, declaration, unsaid
from app.wire.jsonlines import to_json
from app.wiring.places import wall_clock

CANCELLED: Final = 130
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``execute`` takes."""
    parser.add_argument("manifest", metavar="MANIFEST", help="an execution manifest, JSON or YAML")
    parser.add_argument("--dry-run", action="store_true", help="show plan and findings, run and send nothing")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="tasks at a time (default: one per CPU)")
    parser.add_argument("--resume", action="store_true", help="go on with the run before, without what is finished")
    parser.add_argument("--root", default="", metavar="DIR", help="where commands run (default: beside the manifest)")
    parser.add_argument("--seed", default="", help="fixes the random part of back-offs")
    parser.add_argument("--output", default="", metavar="FILE", help="write event lines there, send nothing")
    add_belonging(parser)
    parser.add_argument("--streams", default="", help="streams its verdict needs (default: dde)")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for it to be taken in (60)")


def run(call: Call) -> int:
    """0: all tasks are done. 1: something failed or is blocked. 2: the manifest cannot be run. 130: cancelled."""
    given = call.arguments
    if given.jobs < 0:
        raise BadRequest(f"--jobs takes a number of tasks, found {given.jobs}")
    path = Path(given.manifest)
    root = (Path(given.root) if given.root else path.parent).resolve()
    jobs = given.jobs or os.cpu_count() or 1
    prepared = prepare(path, root, jobs)
    if given.dry_run or prepared.stops:
        call.terminal.answer(plan_document(prepared), plan_text(prepared))
        return (REFUSED if given.dry_run else ERROR) if prepared.stops else DONE
    for finding in prepared.findings:
        if finding.level != "INFO":
            call.terminal.note(finding.line())
    return _executed(call, _request(call, prepared, root, jobs))


def _request(call: Call, prepared: Prepared, root: Path, jobs: int) -> Request:
    """What was asked for, and where it belongs: as said, else as the manifest says."""
    given, manifest = call.arguments, prepared.manifest
    assert manifest is not None
    if not root.is_dir():
        raise BadRequest(f"--root: {root} is no folder")
    found = from_ci(os.environ) or from_repository(root)
    return Request(
        manifest=manifest,
        digests=prepared.digests,
        root=root,
        tenant=given.tenant or call.settings.tenant,
        project=given.project or manifest.project,
        iteration=given.iteration or manifest.iteration_id,
        commit=given.commit or found.commit,
        branch=found.branch,
        workflow=manifest.workflow_id or Path(given.manifest).stem,
        jobs=jobs,
        seed=given.seed,
        resume=given.resume,
        environ=os.environ,
    )


def _executed(call: Call, request: Request) -> int:
    """Run it; events go to the file that was named, else to the log."""
    if call.arguments.output:
        report = _watched(call, request, _into(Path(call.arguments.output)))
    else:
        with reading(call) as desk:
            _declare(call, desk, request)
            report = _watched(call, request, Work().told(desk.tracing, onto(desk)))
            _take_in(call, desk)
    call.terminal.answer(report.document(), report_text(report))
    if report.undelivered:
        return ERROR
    return {"COMPLETED": DONE, "FAILED": REFUSED, "CANCELLED": CANCELLED}[report.status]


def _watched(call: Call, request: Request, deliver: Deliver) -> Report:
    with View(call.terminal, wall_clock) as view, _stoppable(view.stopping) as on_stop:
        return execute(request, deliver, view.step, wall_clock, on_stop)


def _take_in(call: Call, desk: Desk) -> None:
    """What was sent is to be seen; that this takes long does not change how the work ended."""
    try:
        caught_up(call, desk, call.arguments.wait)
    except StoreUnavailable as late:
        call.terminal.trouble(str(late))


def _declare(call: Call, desk: Desk, request: Request) -> None:
    """Which streams the verdict of the iteration needs (R-28)."""
    wanted = streams_in(call.arguments.streams) if call.arguments.streams else ()
    scope, fed = Scope(request.tenant, request.iteration), Fed(desk.clock(), {"dde"})
    if event := declaration(scope, fed, wanted, "", unsaid=unsaid(desk.graph, scope)):
        onto(desk)([event])


def _into(file: Path) -> Deliver:
    """Event lines at the end of a file. Raises BadRequest when it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as flaw:
        raise BadRequest(f"--output: {file} cannot be written: {flaw.strerror}") from flaw

    def deliver(events: Sequence[Event]) -> None:
        with file.open("ab") as out:
            out.write(b"".join(to_json(event) + b"\n" for event in events))

    return deliver


@contextmanager
def _stoppable(told: Callable[[], None]) -> Iterator[Callable[[Setting], None]]:
    """The first signal asks all to end, a second one leaves out the grace; before anything runs one is enough.
    A hang-up that we were started to ignore (nohup) stays ignored."""
    held: list[Setting] = []

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not held:
            raise KeyboardInterrupt
        for setting in held:
            setting.stop.now = setting.stop.asked
            setting.stop.asked = True
        told()

    unheard = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    heeded = [number for number in _SIGNALS if number != signal.SIGHUP or not unheard]
    before = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield held.append
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


EXECUTE: Final = Verb(
    "execute",
    "run the tasks of an execution manifest; 0 all done, 1 something failed, 2 bad manifest, 130 cancelled",
    (
        "mission-control execute execution.yaml --dry-run",
        "mission-control execute execution.yaml --jobs 4",
        "mission-control execute execution.yaml --resume",
        "mission-control execute execution.yaml --output events.ndjson --iteration shop",
    ),
    arguments,
    run,
)
