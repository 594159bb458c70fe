"""Projects that are run for real, what their runs told, and what Mission Control makes of it."""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

from app.domain.events import Event
from app.domain.verdict.bdv import judge_bdv
from app.wire.jsonlines import from_json
from tests.readers.inputs import state_of

FILE = "events.jsonl"
OURS = ("MC_", "CI", "GITHUB", "PYTEST", "TRACEPARENT")


class Ran(NamedTuple):
    """How a run ended, and the events that it left in the file."""

    status: int
    out: str
    err: str
    events: list[Event]

    def results(self) -> dict[str, list[str]]:
        """Per scenario id the statuses of its attempts."""
        return results(self.events)

    def named(self) -> dict[str, list[str]]:
        """The same by name."""
        names = {spec.scenario_id: spec.name for spec in self.scenarios()}
        found = defaultdict(list)
        for key, statuses in self.results().items():
            found[names[key]] += statuses
        return dict(found)

    def scenarios(self) -> list[Any]:
        return [spec for event in self.of("bdv.feature.discovered") for spec in event.payload.scenarios]

    def of(self, event_type: str) -> list[Any]:
        return [event for event in self.events if event.event_type == event_type]

    @property
    def end(self) -> Any:
        """What the run's end says."""
        (completed,) = self.of("bdv.run.completed")
        return completed.payload


def results(events: Iterable[Event]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if event.event_type in ("bdv.scenario.completed", "bdv.scenario.failed", "bdv.scenario.skipped"):
            found[event.node_id].append(event.payload.status)  # type: ignore[attr-defined]
    return dict(found)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def run(folder: Path, *command: str, **environment: str) -> Ran:
    """Run the command there, with nothing of this machine's CI or trace."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        command, cwd=folder, env={**plain, **environment}, capture_output=True, text=True, check=False, timeout=120
    )
    return Ran(done.returncode, done.stdout, done.stderr, events_in(folder / FILE))


def run_pytest(folder: Path, *more: str, tell: str = f"--mission-control={FILE}", **environment: str) -> Ran:
    (folder / FILE).unlink(missing_ok=True)
    base = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:dash", "-p", "no:randomly")
    return run(folder, *base, *filter(None, [tell]), *more, **environment)


def run_behave(folder: Path, *more: str, **environment: str) -> Ran:
    (folder / FILE).unlink(missing_ok=True)
    formatter = "mission_control_client.behave_formatter:MissionControl"
    return run(folder, sys.executable, "-m", "behave", "-f", formatter, "-o", FILE, *more, **environment)


def events_in(file: Path) -> list[Event]:
    return [from_json(line) for line in file.read_bytes().splitlines()] if file.is_file() else []


def verdict(events: Sequence[Event]) -> str:
    """What BDV says of them."""
    return str(judge_bdv(state_of(events), True).state)


def losses_that_open(events: Sequence[Event]) -> list[str]:
    """The types of the events without each of which BDV passes, although with all of them it does not."""
    assert verdict(events) != "pass"
    return [e.event_type for n, e in enumerate(events) if verdict([*events[:n], *events[n + 1 :]]) == "pass"]
