"""One process of somebody else's, in a group of its own, so that nothing of it outlives its time or its caller."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from app.errors import BadRequest

PAUSE_S: Final = 0.05
GRACE_S: Final = 5.0
"""How long a group has to end by itself before it is killed."""


class Ended(NamedTuple):
    """How the process ended: its exit code (negative: the signal), or that its time was up."""

    code: int
    timed_out: bool = False

    def words(self) -> str:
        """For people."""
        if self.timed_out:
            return "its time was up"
        return f"it was ended by {_signal(-self.code)}" if self.code < 0 else f"it ended with exit code {self.code}"


def run(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    output: Path,
    *,
    timeout_s: float,
    meanwhile: Callable[[], None],
) -> Ended:
    """Run to the end, calling ``meanwhile`` now and then; what it prints goes to ``output``.

    When the time is up, or the caller is interrupted, the whole group is ended. Raises BadRequest when it
    cannot be started.
    """
    process = _started(command, folder, environ, output)
    try:
        return _waited(process, timeout_s, meanwhile)
    finally:
        if process.poll() is None:
            end_group(process)


def _started(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], output: Path
) -> "subprocess.Popen[bytes]":
    with output.open("wb") as sink:
        try:
            return subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as flaw:
            raise BadRequest(f"{command[0]} cannot be started: {flaw.strerror or flaw}") from flaw


def _waited(process: subprocess.Popen[bytes], timeout_s: float, meanwhile: Callable[[], None]) -> Ended:
    deadline = time.monotonic() + timeout_s if timeout_s else None
    while process.poll() is None:
        if deadline is not None and time.monotonic() > deadline:
            end_group(process)
            return Ended(process.returncode or 0, timed_out=True)
        meanwhile()
        time.sleep(PAUSE_S)
    return Ended(process.returncode)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ask the group to end, and kill what has not gone after its grace."""
    _send(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    # The first of the group may have gone while others are left.
    _send(process, signal.SIGKILL)
    process.wait()


def _send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody of the group may be left
        os.killpg(process.pid, number)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def found(output: Path, beginning: str) -> str:
    """The first line of what was printed that begins like this; empty when none does."""
    try:
        with output.open(encoding="utf-8", errors="replace") as lines:
            return next((line.strip() for line in lines if line.startswith(beginning)), "")
    except OSError:
        return ""


def tail(output: Path, lines: int = 20, longest: int = 4_000) -> str:
    """The last lines of what was printed."""
    try:
        with output.open("rb") as file:
            file.seek(max(0, output.stat().st_size - 64 * 1024))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(line.rstrip() for line in text.splitlines()[-lines:]).strip()[-longest:]
