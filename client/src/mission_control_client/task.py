"""A shell command as a task: it is told that it starts, and how it ends; its exit code is kept.

The task is a small workflow of its own with the same name, so that it is complete in itself: what it sums up at
its end is compared with what arrives.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mission_control_client.client import Client
from mission_control_client.names import clipped, digest_of, task_line
from mission_control_client.trace import VARIABLE

NOT_FOUND, NOT_ALLOWED = 127, 126


def run_task(client: Client, name: str, command: list[str], environ: Mapping[str, str]) -> int:
    """Run the command and answer with its exit code, as a shell does (128 + the signal that ended it)."""
    task = _Task(client, f"{environ['MC_TASK']}/{name}" if environ.get("MC_TASK") else name)
    task.started(command)
    code, error = _run(command, {**environ, VARIABLE: task.span.header})
    task.ended(code, error)
    return code


class _Task:
    """Tells of one task."""

    def __init__(self, client: Client, task_id: str) -> None:
        self._client, self._id = client, task_id
        self.span = client.span.below()
        self._of_run = {"workflow_id": task_id, "run_id": f"run-{self.span.span_id}"}

    def started(self, command: list[str]) -> None:
        self._tell("dde.workflow.started", self._of_run)
        name = clipped(" ".join(command), 500)
        self._tell("dde.task.created", {"task_id": self._id, "name": name, "max_retries": 0, **self._of_run})
        self._tell("dde.task.started", {"task_id": self._id, "attempt": 1, "max_attempts": 1})

    def ended(self, code: int, error: str) -> None:
        if code == 0:
            self._tell("dde.task.completed", {"task_id": self._id, "attempt": 1})
            self._tell("dde.workflow.completed", self._sum("COMPLETED"))
            return
        self._tell("dde.task.failed", {"task_id": self._id, "attempts": 1, "error": error})
        self._tell("dde.workflow.failed", {**self._sum("FAILED"), "failed_node": self._id, "error": error})

    def _sum(self, status: str) -> dict[str, Any]:
        counts = {"tasks": 1, "completed": 0, "failed": 0, "skipped": 0, status.lower(): 1}
        return {**self._of_run, "counts": counts, "digest": digest_of([task_line(self._id, status)])}

    def _tell(self, event_type: str, payload: Mapping[str, Any]) -> None:
        run = self._of_run["run_id"]
        self._client.emit(event_type, payload, node_id=self._id, span=self.span, correlation_id=run)


def _run(command: list[str], environ: Mapping[str, str]) -> tuple[int, str]:
    """The exit code, and what to say of it where it is not 0."""
    try:
        process = subprocess.Popen(command, env=dict(environ))
    except OSError as error:
        said = f"{command[0]}: {error.strerror or error}"
        return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_ALLOWED, said
    with _signals_to(process):
        code = process.wait()
    if code < 0:
        return 128 - code, f"ended by {signal.Signals(-code).name}"
    return code, f"exit code {code}" if code else ""


@contextmanager
def _signals_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Who ends us ends the command, and the end is still told. Ctrl-C reaches the command by itself."""

    def hand_on(number: int, _frame: object) -> None:
        if process.poll() is None:
            os.kill(process.pid, number)

    before = signal.signal(signal.SIGTERM, hand_on), signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
