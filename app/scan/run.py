"""The way in: scan a repository, emit its architecture as events, report what was found."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from app.domain.architecture import Manifest
from app.domain.architecture.baseline import Baseline, baseline_from
from app.domain.events import DAY_MS, Event
from app.domain.identity import derived_id
from app.domain.moments import LATEST_VALID, iso
from app.errors import BadFile, BadRequest
from app.scan.analyst import Analyst, Scene, Tools
from app.scan.chapter import Moment, counts
from app.scan.churn import Past
from app.scan.clock import BY_FILE, BY_SCAN, clock_of
from app.scan.git import Commit, Git, open_blobs
from app.scan.grapher import open_grapher
from app.scan.history import Walk, Walked
from app.scan.layout import Wish
from app.scan.library import Library
from app.scan.pack import Pack
from app.scan.recall import Recall
from app.scan.request import Emit, Progress, ScanReport, ScanRequest
from app.scan.rulebook import Rulebook, read_manifest
from app.scan.stage import Stage
from app.scan.story import Storyteller
from app.scan.target import Target, target_at
from app.scan.tree import CommitTree

_CLOCKS: Final = {
    BY_FILE: "time of the newest file",
    BY_SCAN: "moment of its first scan, as its files bear no believable time",
}


def scan(request: ScanRequest, emit: Emit, progress: Progress) -> ScanReport:
    """Look at the target's present state, or at its last commits, and emit what is found.

    Raises BadRequest where the path holds no Python code or no history, BadFile where a manifest
    cannot be understood, SetupError where the graph process cannot run. Nothing is left behind.
    """
    target = target_at(request.path)
    counted = _Counted(emit)
    with _analyst(request, target) as analyst:
        walk = _history if request.history else _present
        walked = walk(request, target, analyst, counted, progress)
    return _report(request, walked, counted.events, target)


class _Counted:
    """Passes events on and counts them."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.events = 0

    def __call__(self, events: Sequence[Event]) -> None:
        self.events += len(events)
        self._emit(events)


@contextmanager
def _analyst(request: ScanRequest, target: Target) -> Iterator[Analyst]:
    """An analyst with a scratch folder, and the processes that it asks; all gone afterwards."""
    pack = Pack(request.cache, str(target.base / target.only))
    with tempfile.TemporaryDirectory(prefix="mission-control-scan-") as name, ExitStack() as stack:
        folder = Path(name)
        grapher = stack.enter_context(open_grapher(folder))
        tools = Tools(pack, Library(pack, grapher.parses), _recall(target, pack, stack), grapher, Stage(folder))
        analyst = Analyst(tools, Wish(only=target.only, tests=request.include_tests), target)
        if request.manifest:
            analyst.rules = Rulebook(manifest=_manifest(request.manifest))
        if request.baseline:
            analyst.judge.baseline = _baseline(request.baseline)
        stack.callback(pack.save)
        yield analyst


def _recall(target: Target, pack: Pack, stack: ExitStack) -> Recall:
    """The past of a target under git."""
    if target.git is None:
        return Recall(None, None, None)
    return Recall(target.git, stack.enter_context(open_blobs(target.git)), Past(target.git, pack))


def _manifest(file: Path) -> Manifest:
    return read_manifest(_bytes(file, "manifest"), file.name)


def _baseline(file: Path) -> Baseline:
    try:
        return baseline_from(_bytes(file, "baseline"))
    except BadFile as flaw:
        raise BadFile(flaw.reason, f"{file.name}: {flaw.place}") from flaw


def _bytes(file: Path, what: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as flaw:
        raise BadRequest(f"cannot read the {what} {file}: {flaw.strerror}") from flaw


def _history(request: ScanRequest, target: Target, analyst: Analyst, emit: Emit, progress: Progress) -> Walked:
    git = _repository(target)
    teller = Storyteller(request, derived_id("scan", request.tenant, request.iteration, _head(git).sha))
    with open_blobs(git) as blobs:
        walked = Walk(request, git, blobs, analyst).run(teller, emit, progress)
    if walked.scene is None:
        reason = walked.skipped[0] if walked.skipped else "there are none"
        raise BadRequest(f"none of the last {request.history} commits can be scanned: {reason}")
    if target.dirty():
        walked.notes.append("uncommitted changes are not part of the history")
    return walked


def _present(request: ScanRequest, target: Target, analyst: Analyst, emit: Emit, progress: Progress) -> Walked:
    progress("modules", 0, 1)
    scene, moment = _work_tree(request, target, analyst) if target.dirty() else _commit(request, target, analyst)
    teller = Storyteller(request, derived_id("scan", request.tenant, request.iteration, moment.content))
    version = _repository(target).tags().get(moment.commit, "") if target.git else ""
    emit([teller.declare(moment, version), *teller.tell(scene, moment)])
    progress("modules", 1, 1)
    notes = [*scene.notes, *_clock_notes(moment)]
    return Walked(scene=scene, moment=moment, first_ms=moment.at, notes=notes)


def _commit(request: ScanRequest, target: Target, analyst: Analyst) -> tuple[Scene, Moment]:
    """A clean repository is read from its last commit: anybody who scans it finds the same."""
    git = _repository(target)
    head = _head(git)
    with open_blobs(git) as blobs:
        scene = analyst.look(CommitTree(git, head.sha, blobs), head)
    at = min(max(head.time_ms, DAY_MS + 1), LATEST_VALID - 1)
    return scene, Moment(at, request.commit or head.sha, head.sha, {"clock": "commit"})


def _work_tree(request: ScanRequest, target: Target, analyst: Analyst) -> tuple[Scene, Moment]:
    """Files that are in no commit: their own clock, or that of the scan."""
    tree = target.work_tree()
    head = _head(target.git) if target.git else None
    scene = analyst.look(tree, head)
    commit = request.commit or (f"{head.sha}-dirty" if head else "")
    content = derived_id(*(f"{m.spec.name} {m.spec.sha256}" for m in scene.code.modules.values()))
    at, remarks = clock_of(tree, head, request, content, analyst.pack)
    return scene, Moment(at, commit, content, remarks)


def _clock_notes(moment: Moment) -> list[str]:
    if moment.remarks["clock"] == "commit":
        return []
    return [f"{moment.remarks['state']}: told at the {_CLOCKS[moment.remarks['clock']]}, {iso(moment.at)}"]


def _repository(target: Target) -> Git:
    if target.git is None:
        raise BadRequest(f"{target.base} is not under git, so it has no history; leave --history out")
    return target.git


def _head(git: Git) -> Commit:
    return git.commits(1)[0]


def _report(request: ScanRequest, walked: Walked, events: int, target: Target) -> ScanReport:
    scene, moment = walked.scene, walked.moment
    assert scene and moment, "a walk without a scene has raised"
    return ScanReport(
        project=request.project,
        iteration=request.iteration,
        commit=moment.commit,
        packages=scene.packages,
        commits=walked.commits,
        skipped=tuple(walked.skipped),
        counts=counts(scene),
        rules=scene.findings.rules,
        judged=scene.judged,
        course=walked.course(),
        events=events,
        first_ms=walked.first_ms,
        last_ms=moment.at,
        notes=(*((target.note,) if target.note else ()), *walked.notes),
    )
