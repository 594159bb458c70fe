"""Processes of the product that are killed and started again, each with its output in a file."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from workers.together import die_with_parent

ENDS_WITHIN_S = 30.0


class Crew:
    """Processes by name; each is a Python module with its words."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environ: Mapping[str, str], folder: Path) -> None:
        self.commands = dict(commands)
        self._environ = dict(environ)
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, names: Sequence[str]) -> None:
        """Those that do not run; what they say goes on in the file of their name."""
        for name in names:
            if name not in self._running:
                with self.said(name).open("ab") as out:
                    self._running[name] = subprocess.Popen(
                        [sys.executable, "-m", *self.commands[name]],
                        env=self._environ,
                        stdin=subprocess.DEVNULL,
                        stdout=out,
                        stderr=out,
                        preexec_fn=die_with_parent,
                    )

    def kill(self, names: Sequence[str]) -> None:
        """kill -9."""
        for name in names:
            self._running[name].kill()
        for name in names:
            self._running.pop(name).wait()

    def stop(self, names: Sequence[str]) -> None:
        """Ask them to end, and wait. Those that have to be forced are a fault."""
        for name in names:
            self._running[name].send_signal(signal.SIGTERM)
        for name in names:
            assert self._running.pop(name).wait(ENDS_WITHIN_S) == 0, f"{name}: {self.last_words(name)}"

    def end(self) -> None:
        """However they fare."""
        self.kill(list(self._running))

    def all_run(self) -> None:
        """Nobody ends by itself, whatever happens to the servers."""
        for name, process in self._running.items():
            assert process.poll() is None, f"{name} ended by itself ({process.poll()}): {self.last_words(name)}"

    def said(self, name: str) -> Path:
        return self._folder / f"{name}.said"

    def last_words(self, name: str) -> str:
        return self.said(name).read_text(encoding="utf-8", errors="replace")[-3000:]
