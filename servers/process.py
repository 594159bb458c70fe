"""Processes that outlive the command which started them: found again by what was written down of them."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

LOOK_S: Final = 0.05

_children: Final[list[subprocess.Popen[bytes]]] = []
"""Those that this very command started: it buries the dead among them, and the others are meant to outlive it."""


@dataclass(frozen=True)
class Record:
    """What is written down of a process.

    Ids are used again, so the moment of its birth (clock ticks since the machine started) belongs to it. ``seconds``
    is how long it took to be ready, None before that.
    """

    pid: int
    born: int
    command: tuple[str, ...]
    seconds: float | None = None

    def lives(self) -> bool:
        """Whether that very process runs still."""
        return birth(self.pid) == self.born

    def write(self, file: Path) -> None:
        """Write it down, wholly or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
        draft.replace(file)

    def ready_after(self, seconds: float) -> "Record":
        """The same process, known to be ready."""
        return replace(self, seconds=round(seconds, 1))


def read_record(file: Path) -> Record | None:
    """The process that a file tells of, if it lives; else None: the file is stale, half-written or not there."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        record = Record(int(told["pid"]), int(told["born"]), tuple(told["command"]), told["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if record.lives() else None


def birth(pid: int) -> int | None:
    """When a process began, in clock ticks since the machine started; None when it is gone or dead.

    One of many threads is dead when the last of them is: until then it holds its ports.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" and int(fields[17]) <= 1 else int(fields[19])


def spawn(command: Sequence[str], folder: Path, log: Path, user: str = "") -> Record:
    """Start a process in a session of its own, its output in ``log``; what the last one said is kept as ``….1``."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    identity = identity_of(user)
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=identity.user,
            group=identity.group,
            extra_groups=identity.others,
        )
    _children.append(child)
    return Record(child.pid, birth(child.pid) or 0, tuple(command))


def environment(home: Path) -> dict[str, str]:
    """What a server finds set: the same whoever starts it from wherever."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Identity:
    """Whom a process runs as; None everywhere: whoever starts it."""

    user: int | None = None
    group: int | None = None
    others: list[int] | None = None


def identity_of(user: str) -> Identity:
    """How a server is started as that user: only root can, and everybody else need not."""
    if not user or os.geteuid() != 0:
        return Identity()
    entry = pwd.getpwnam(user)
    return Identity(entry.pw_uid, entry.pw_gid, [])


def hand_over(folder: Path, user: str) -> None:
    """Give the folder to whom the server is started as."""
    identity = identity_of(user)
    if identity.user is not None and identity.group is not None:
        os.chown(folder, identity.user, identity.group)


def end(record: Record, first: signal.Signals, patience_s: float) -> bool:
    """Ask the process to end, and end it after ``patience_s`` seconds; True when asking was enough."""
    with suppress(ProcessLookupError):
        os.kill(record.pid, first)
    if gone(record, patience_s):
        return True
    kill(record)
    return False


def kill(record: Record) -> None:
    """End a process, its children and its group at once, as a crash would, and wait until they are gone."""
    whole = [(pid, birth(pid)) for pid in family(record.pid)]
    with suppress(ProcessLookupError):
        os.killpg(record.pid, signal.SIGKILL)
    for pid, _ in whole:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid, born in whole:
        gone(Record(pid, born or 0, ()), 30.0)


def gone(record: Record, patience_s: float) -> bool:
    """Wait until the process has ended; False when it has not after that many seconds."""
    until = time.monotonic() + patience_s
    while record.lives():
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_S)
    _bury()
    return True


def _bury() -> None:
    _children[:] = [child for child in _children if child.poll() is None]


def memory_mb(pid: int) -> int:
    """What a process and its children hold in memory (MiB); pages that they share count once."""
    return round(sum(_proportional_kb(each) for each in family(pid)) / 1024)


def family(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
