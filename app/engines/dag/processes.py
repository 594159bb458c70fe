"""One command in a process group of its own, which ends with it: whatever a task started is gone afterwards."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import msgspec

Channel = Literal["stdout", "stderr"]
Hear = Callable[[Channel, bytes], None]
"""Takes what was printed; nothing (``b""``) where nothing was for a moment."""

SHELL: Final = "/bin/sh"
_TICK_MS: Final = 50
_DRAIN_S: Final = 0.3
_PROC: Final = Path("/proc")
_LAST_S: Final = 5.0
"""How long a killed group may take to be gone before we no longer wait for it."""


class Command(msgspec.Struct, frozen=True):
    """What to run, where, in which surroundings, for how long (s), and how long it may take to end (s)."""

    text: str
    cwd: Path
    env: Mapping[str, str]
    timeout: float
    grace: float


class Ended(msgspec.Struct, frozen=True):
    """How it ended: with an exit code (128 + n for signal n), or ``stopped`` by time-out or from outside."""

    exit_code: int | None
    stopped: Literal["", "timeout", "cancelled"] = ""
    trouble: str = ""


class Stop:
    """Set from outside to end a command; ``now`` leaves out the grace."""

    def __init__(self) -> None:
        self.asked = False
        self.now = False


def run(command: Command, hear: Hear, *stops: Stop) -> Ended:
    """Run it to its end. What it prints is handed over as it comes."""
    try:
        process = subprocess.Popen(
            [SHELL, "-c", command.text],
            cwd=command.cwd,
            env=dict(command.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as flaw:
        return Ended(127, trouble=f"cannot be started in {command.cwd}: {flaw}")
    with process:
        running = _Running(process, command, hear, stops)
        try:
            return running.follow()
        except BaseException:
            running.kill()
            raise


class _Running:
    """A command at work."""

    def __init__(
        self, process: subprocess.Popen[bytes], command: Command, hear: Hear, stops: tuple[Stop, ...]
    ) -> None:
        assert process.stdout and process.stderr
        self._process, self._command, self._hear, self._stops = process, command, hear, stops
        self._channels: dict[int, Channel] = {process.stdout.fileno(): "stdout", process.stderr.fileno(): "stderr"}
        self._poll = select.poll()
        for number in self._channels:
            self._poll.register(number, select.POLLIN | select.POLLHUP)
        self._deadline = time.monotonic() + command.timeout

    def follow(self) -> Ended:
        """Listen until it ends, or until it must."""
        while not self._over():
            if stopped := self._why_stop():
                self._end_group()
                return Ended(None, stopped)
            self._listen(_TICK_MS)
        self._drain()
        if self._lives():
            self._end_group()
        code = self._process.returncode
        return Ended(128 - code if code < 0 else code)

    def kill(self) -> None:
        """End the group at once, because nobody can listen to it any more."""
        self._signal(signal.SIGKILL)

    def _over(self) -> bool:
        """The command itself has ended; with its pipes closed that is waited for, else it is looked up."""
        if self._channels:
            return self._process.poll() is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_TICK_MS / 1000)
        return self._process.returncode is not None

    def _why_stop(self) -> Literal["", "timeout", "cancelled"]:
        if any(stop.asked for stop in self._stops):
            return "cancelled"
        return "timeout" if time.monotonic() > self._deadline else ""

    def _listen(self, wait_ms: float) -> None:
        """Hand over what is there, waiting for it that long at most."""
        if not self._channels:
            return
        ready = self._poll.poll(wait_ms)
        if not ready:
            self._hear(next(iter(self._channels.values())), b"")
        for number, _ in ready:
            piece = os.read(number, 65536)
            if piece:
                self._hear(self._channels[number], piece)
            else:
                self._poll.unregister(number)
                del self._channels[number]

    def _drain(self) -> None:
        """The rest of what it printed; something it left behind may hold the pipes open, so not for ever."""
        until = time.monotonic() + _DRAIN_S
        while self._channels and time.monotonic() < until:
            self._listen(_TICK_MS)

    def _lives(self) -> bool:
        """Whether something of the group is there still."""
        self._process.poll()
        try:
            os.killpg(self._process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return _any_at_work(self._process.pid)

    def _end_group(self) -> None:
        """Ask the group to end, wait for the grace, and then make it end."""
        self._signal(signal.SIGTERM)
        self._await(time.monotonic() + self._command.grace, lambda: any(stop.now for stop in self._stops))
        if self._lives():
            self._signal(signal.SIGKILL)
            self._await(time.monotonic() + _LAST_S, lambda: False)
        self._drain()

    def _await(self, until: float, hurry: Callable[[], bool]) -> None:
        while self._lives() and time.monotonic() < until and not hurry():
            if self._channels:
                self._listen(_TICK_MS)
            else:
                time.sleep(_TICK_MS / 1000)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def _any_at_work(group: int) -> bool:
    """Whether a member of the group is more than a dead entry that nobody has collected (where /proc says so)."""
    if not _PROC.is_dir():
        return True
    return any(_standing(folder) == (group, True) for folder in _PROC.glob("[0-9]*"))


def _standing(folder: Path) -> tuple[int, bool]:
    """The process group of a process, and whether it is alive."""
    try:
        fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0, False
    return int(fields[2]), fields[0] not in ("Z", "X")
