"""The product's own test results: the report that ``make test`` left behind, else that of a short run."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.cli.intake import Intake
from app.cli.terminal import Terminal
from app.cli.up import ROOT
from app.desk import Desk
from app.errors import SetupError
from app.readers.origin import Origin
from app.scan.git import Git, NotARepository

REPORT: Final = ROOT / "test-results" / "junit.xml"
SHORT: Final = "own-tests.xml"
PURE: Final = ("tests/domain", "tests/lenses", "tests/wire")
PATIENCE_S: Final = 300


def tests_made_from(commit: str) -> str:
    """What tells one report from the next."""
    if REPORT.is_file():
        return hashlib.sha256(REPORT.read_bytes()).hexdigest()
    return f"short run at {commit}"


def own_tests(desk: Desk, project: str, commit: str, folder: Path, moved: Callable[[float], None]) -> None:
    """Send the results. Raises SetupError when there are none to be had."""
    full = REPORT.is_file()
    report = REPORT if full else _short_run(folder / SHORT)
    moved(0.8)
    about = commit if not full or _newer_than_head(report) else ""
    intake = Intake(desk, f"b-seed-{project}", ("bdv", "acc"))

    def origin_for(path: Path, modified_ms: int) -> Origin:
        return Origin(
            tenant=desk.tenant,
            iteration=project,
            project=project,
            commit=about,
            batch_id=f"b-seed-{project}",
            modified_ms=modified_ms,
            full_run=full,
        )

    intake.read([report], origin_for, Terminal(bars=False))
    if (outcome := intake.outcomes[0]).state != "read":
        raise SetupError(f"{outcome.path}: {outcome.reason}")


def _newer_than_head(report: Path) -> bool:
    """Whether the report can be about the commit that is checked out; an older one is about some other."""
    try:
        head = Git.at(ROOT).commits(1)[0]
    except NotARepository:
        return False
    return report.stat().st_mtime * 1000 >= head.time_ms


def _short_run(report: Path) -> Path:
    """Run the pure tests that do not search for long; that some fail is a result as well.

    Raises SetupError when there is no report.
    """
    folders = [folder for folder in PURE if (ROOT / folder).is_dir()]
    options = ["-p", "no:cacheprovider", "-m", "not hypothesis", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options, *folders]
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("MC_")}
    try:
        told = subprocess.run(
            command,
            cwd=ROOT,
            env=quiet,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as flaw:
        raise SetupError(f"the short run of the tests took more than {PATIENCE_S} s") from flaw
    if not report.is_file():
        last = told.stdout.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise SetupError(f"the short run of the tests left no report: {last}")
    return report
