"""Small repositories built for a test, with fixed author and dates."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.events import Event, checked
from app.scan.request import ScanReport, ScanRequest
from app.scan.run import scan

START_S = 1_700_000_000


def write(folder: Path, files: Mapping[str, str | None]) -> Path:
    """The folder with these files in it; ``None`` takes a file away."""
    for name, text in files.items():
        file = folder / name
        if text is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def git(folder: Path, *arguments: str, at_s: int = START_S) -> str:
    """What git prints, as a fixed person at a fixed time."""
    person = {
        f"GIT_{role}_{what}": f"{what.lower()}@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    dates = {"GIT_AUTHOR_DATE": f"{at_s} +0000", "GIT_COMMITTER_DATE": f"{at_s} +0000"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**kept, **person, **dates, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def repository(folder: Path, *commits: Mapping[str, str | None], step_s: int = 60) -> Path:
    """A repository with one commit per set of changed files, a minute apart."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    for n, files in enumerate(commits):
        commit(folder, files, f"Step {n}", START_S + n * step_s)
    return folder


def commit(folder: Path, files: Mapping[str, str | None], title: str, at_s: int) -> str:
    """One more commit; its id."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", title, at_s=at_s)
    return git(folder, "rev-parse", "HEAD")


class Told:
    """What a scan emitted and reported."""

    def __init__(self, path: Path, **wishes: Any) -> None:
        self.events: list[Event] = []
        self.progress: list[tuple[str, int, int]] = []
        asked = {"path": path, "tenant": "t1", "project": "p1", "iteration": "i1", **wishes}
        self.report: ScanReport = scan(ScanRequest(**asked), self.events.extend, self._progress)
        for event in self.events:
            checked(event)

    def _progress(self, stage: str, done: int, total: int) -> None:
        self.progress.append((stage, done, total))

    def of(self, kind: str) -> list[Any]:
        """The payloads of one event type, in order."""
        return [event.payload for event in self.events if event.event_type == kind]

    def modules(self) -> dict[str, Any]:
        """The modules that the full graphs name."""
        return {spec.name: spec for payload in self.of("acc.graph.built") for spec in payload.modules}

    def imports(self) -> set[tuple[str, str]]:
        """The imports that the full graphs name."""
        built = self.of("acc.graph.built")
        return {(spec.source, spec.target) for payload in built for spec in payload.imports}
