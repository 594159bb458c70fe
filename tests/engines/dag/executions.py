"""Executions of small manifests in a folder, in this process or in one of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec

from app.domain.events import Event
from app.domain.workflow.manifest import Manifest
from app.engines.dag.execution import execute
from app.engines.dag.files import digests_of
from app.engines.dag.request import Report, Request, Step
from app.engines.dag.setting import Setting
from app.wire.jsonlines import from_json
from tests.domain.workflow.manifests import manifest

PATIENCE_S = 30.0


class Told(msgspec.Struct):
    """What an execution reported, sent and said."""

    report: Report
    events: list[Event]
    steps: list[Step]

    def of(self, event_type: str, task: str = "") -> list[Event]:
        """The events of a type, and of a task."""
        return [e for e in self.events if e.event_type == f"dde.{event_type}" and task in ("", e.node_id)]

    def statuses(self) -> dict[str, str]:
        """Per task how it ended."""
        return {task.task: task.status for task in self.report.tasks}

    def lines(self, task: str) -> list[str]:
        """What the commands of a task printed."""
        return [line.body for event in self.of("log.recorded", task) for line in event.payload.lines]  # type: ignore[attr-defined]


def run(root: Path, *nodes: dict[str, Any], jobs: int = 2, resume: bool = False, **more: Any) -> Told:
    """Execute a manifest with these nodes under ``root``."""
    on_stop = more.pop("on_stop", lambda setting: None)
    environ = more.pop("environ", {})
    deliver = more.pop("deliver", None)
    request = Request(
        **_about(manifest(*nodes, **more)),
        root=root.resolve(),
        jobs=jobs,
        seed="fixed",
        resume=resume,
        patience_s=0.1,
        environ={"PATH": os.environ["PATH"], **environ},
    )
    events: list[Event] = []
    steps: list[Step] = []
    report = execute(request, deliver or events.extend, steps.append, _now, on_stop)
    return Told(report, events, steps)


def _about(whole: Manifest) -> dict[str, Any]:
    """What a request says of its manifest, and where that belongs."""
    belongs = {"tenant": "t", "project": "shop", "commit": "c0ffee", "branch": "main", "workflow": "build"}
    return {"manifest": whole, "digests": digests_of(whole), "iteration": whole.iteration_id, **belongs}


def _now() -> int:
    return time.time_ns() // 1_000_000


def stopping(after: Callable[[], bool]) -> Callable[[Setting], None]:
    """Stops the execution as soon as something is so."""

    def on_stop(setting: Setting) -> None:
        def watch() -> None:
            until(after)
            setting.stop.asked = True

        Thread(target=watch, daemon=True).start()

    return on_stop


def until(so: Callable[[], bool]) -> None:
    """Wait for something to be so; not for ever."""
    deadline = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


class Elsewhere:
    """The command line in a process of its own."""

    def __init__(self, folder: Path, nodes: Sequence[dict[str, Any]], **more: Any) -> None:
        self.folder = folder
        self.manifest = folder / "plan.json"
        head = {"iteration_id": "i", "timestamp": "2026-11-04T12:00:00Z", "project": "shop", **more}
        self.manifest.write_text(json.dumps({**head, "nodes": list(nodes)}))

    def start(self, *words: str, through: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
        """Start it, if need be through another command; its events go to a file."""
        command = [sys.executable, "-m", "app.cli.main", "execute", str(self.manifest)]
        told = (self.folder / "told.txt").open("ab")
        with told:
            return subprocess.Popen(
                [*through, *command, "--output", str(self.folder / "events.ndjson"), "--json", *words],
                cwd=Path(__file__).parents[3],
                env={**os.environ, "MC_DATA": str(self.folder / "data")},
                stdout=subprocess.PIPE,
                stderr=told,
            )

    def run(self, *words: str) -> tuple[int, dict[str, Any]]:
        """Run it to its end: exit code and document."""
        with self.start(*words) as process:
            out, _ = process.communicate(timeout=PATIENCE_S)
        return process.returncode, json.loads(out)

    @property
    def events(self) -> list[Event]:
        """What was written so far, each event once."""
        lines = (self.folder / "events.ndjson").read_bytes().splitlines()
        return list({event.event_id: event for event in map(from_json, lines)}.values())

    def ran(self) -> list[str]:
        """What the tasks wrote into ``ran``, in order."""
        file = self.folder / "ran"
        return file.read_text().split() if file.exists() else []


def alive(marker: str) -> list[int]:
    """The processes whose command line holds this text."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if marker.encode() in words and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
