"""A shell command as a task: it is told that it starts, and how it ends; its exit code is kept.

The task is a small workflow of its own with the same name, so that it is complete in itself: what it sums up at
its end is compared with what arrives.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping
from typing import Any

from mission_control_client.client import Client, say
from mission_control_client.names import clipped, digest_of, task_line
from mission_control_client.trace import VARIABLE

NOT_FOUND, NOT_ALLOWED = 127, 126


def run_task(client: Client, name: str, command: list[str], environ: Mapping[str, str]) -> int:
    """Run the command and answer with its exit code, as a shell does (128 + the signal that ended it)."""
    task = _Task(client, f"{environ['MC_TASK']}/{name}" if environ.get("MC_TASK") else name)
    task.started(name)
    code, error = _run(command, {**environ, VARIABLE: task.span.header})
    task.ended(code, error)
    return code


class _Task:
    """Tells of one task."""

    def __init__(self, client: Client, task_id: str) -> None:
        self._client, self._id = client, task_id
        self.span = client.span
        self._of_run = {"workflow_id": task_id, "run_id": f"run-{self.span.span_id}"}

    def started(self, name: str) -> None:
        """The command itself is not told: a shell has put the values of variables into it, secrets too."""
        self._tell("dde.workflow.started", self._of_run)
        created = {"task_id": self._id, "name": clipped(name, 500), "max_retries": 0, **self._of_run}
        self._tell("dde.task.created", created)
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
    with _Signals() as signals:
        try:
            process = subprocess.Popen(command, env=dict(environ))
        except OSError as error:
            said = f"{command[0]}: {error.strerror or error}"
            say(said)
            return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_ALLOWED, said
        signals.go_to(process)
        code = process.wait()
    if code < 0:
        return 128 - code, f"ended by {_called(-code)}"
    return code, f"exit code {code}" if code else ""


def _called(number: int) -> str:
    """Most signals have a name; those for real time have numbers only."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


class _Signals:
    """Who ends us ends the command, and the end is still told. Ctrl-C reaches the command by itself."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early = 0

    def go_to(self, process: subprocess.Popen[bytes]) -> None:
        """Hand on what comes, and what came already."""
        self._process = process
        if self._early:
            process.send_signal(self._early)

    def _hand_on(self, number: int, _frame: object) -> None:
        if self._process is None:
            self._early = number
        elif number == signal.SIGTERM:
            self._process.send_signal(number)

    def __enter__(self) -> _Signals:
        # Handlers, for what is ignored here would be ignored by the command as well.
        self._before = [signal.signal(number, self._hand_on) for number in (signal.SIGTERM, signal.SIGINT)]
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), self._before):
            signal.signal(number, handler)
