"""Processes that a killed run left behind: found by the run's own mark in their surroundings, and ended.

A task may run an execution of its own. What that one starts carries the marks of both, so that nothing outlives the
outer run.
"""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

MARK: Final = "MC_RUNS"
"""The runs that a process is part of, the outermost first."""
_PROC: Final = Path("/proc")
_LAST_S: Final = 3.0


def marked(run_id: str, environ: Mapping[str, str]) -> str:
    """The mark of what this run starts, within the runs that it is itself a part of."""
    return " ".join([*environ.get(MARK, "").split(), run_id])


def end_leftovers(run_id: str, grace: float) -> int:
    """End every process that carries the mark of this run; returns how many there were.

    ``grace`` is how long they have between SIGTERM and SIGKILL (s). Where the system does not show the surroundings
    of processes (no /proc) none are found.
    """
    found = set(_marked(run_id))
    for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, _LAST_S)):
        until = time.monotonic() + patience
        for pid in _marked(run_id):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        while time.monotonic() < until and any(True for _ in _marked(run_id)):
            time.sleep(0.02)
    return len(found)


def _marked(run_id: str) -> Iterator[int]:
    name, wanted = f"{MARK}=".encode(), run_id.encode()
    for folder in _PROC.glob("[0-9]*"):
        pid = int(folder.name)
        if pid == os.getpid():
            continue
        with suppress(OSError):
            told = (folder / "environ").read_bytes().split(b"\x00")
            if any(wanted in one.removeprefix(name).split() for one in told if one.startswith(name)):
                yield pid
