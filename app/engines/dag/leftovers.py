"""Processes that a killed run left behind: found by the run's own mark in their surroundings, and ended."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

MARK: Final = "MC_RUN_ID"
_PROC: Final = Path("/proc")
_GRACE_S: Final = 3.0


def end_leftovers(run_id: str) -> int:
    """End every process that carries the mark of this run; returns how many there were.

    Where the system does not show the surroundings of processes (no /proc) none are found.
    """
    found = set(_marked(run_id))
    for number in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + _GRACE_S
        for pid in _marked(run_id):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        while time.monotonic() < until and any(True for _ in _marked(run_id)):
            time.sleep(0.02)
    return len(found)


def _marked(run_id: str) -> Iterator[int]:
    wanted = f"{MARK}={run_id}".encode()
    for folder in _PROC.glob("[0-9]*"):
        pid = int(folder.name)
        if pid == os.getpid():
            continue
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\x00"):
                yield pid
