"""Child processes that live and end together: each in a group of its own, its output shown under its name."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.errors import SetupError
from workers.together import die_with_parent

Show = Callable[[str, str], None]
"""Shows one line of output: name of the process, text."""

STOP_S: Final = 10.0


def read_procfile(path: Path) -> dict[str, str]:
    """Command by name, in order. Raises SetupError when there is no such file or a line is not ``name: command``."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as flaw:
        raise SetupError(f"{path} cannot be read ({flaw.strerror}); run this from a checkout") from flaw
    commands: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, colon, command = line.partition(":")
        if line.strip() and not line.startswith("#"):
            if not colon:
                raise SetupError(f"{path}:{number}: expected 'name: command', found {line!r}")
            commands[name.strip()] = command.strip()
    return commands


class Crew:
    """Processes started together. When one ends by itself, or on request, all of them end."""

    def __init__(self, folder: Path, environ: Mapping[str, str], show: Show) -> None:
        self._folder = folder
        self._environ = dict(environ)
        self._show = show
        self._children: dict[str, subprocess.Popen[str]] = {}

    @property
    def pids(self) -> dict[str, int]:
        """Process id by name."""
        return {name: child.pid for name, child in self._children.items()}

    def start(self, name: str, command: str) -> None:
        """Start a command line under a name."""
        child = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=self._folder,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self._children[name] = child
        threading.Thread(target=self._pass_on, args=(name, child), daemon=True).start()

    def ended(self) -> tuple[str, int] | None:
        """Name and exit code of a process that has ended."""
        for name, child in self._children.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def release(self, name: str) -> None:
        """The process has done its work; the others go on without it."""
        self._children.pop(name).wait()

    def stop(self, hurry: threading.Event) -> None:
        """Ask all to end, wait, and make those end that do not (at once, when ``hurry`` is set)."""
        for child in self._children.values():
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_S
        while self._alive() and time.monotonic() < deadline and not hurry.is_set():
            time.sleep(0.05)
        for child in self._children.values():
            _signal_group(child, signal.SIGKILL)  # also whatever a child left behind in its group
            child.wait()

    def _alive(self) -> bool:
        return any(child.poll() is None for child in self._children.values())

    def _pass_on(self, name: str, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        with child.stdout as lines:
            for line in lines:
                self._show(name, line.rstrip("\n"))


def _signal_group(child: subprocess.Popen[str], number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):  # the whole group is gone already
        return
