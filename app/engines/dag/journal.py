"""The journal of a run: every event before it is sent, one line each, so that a killed run can be resumed.

A line is written at once (it survives the death of the process) and is on the disk before the event is
sent (it survives a power cut). A last line that was cut off is as if it had never been written.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from app.domain.events import Event
from app.errors import SetupError, StoreUnavailable
from app.wire.jsonlines import from_json, to_json

_EVENT: Final = b'{"event":'


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """How the run began. ``digests`` are those of the manifest."""

    run_id: str
    trace_id: str
    span_id: str
    parent_span_id: str
    seed: str
    commit: str
    started: int
    digests: dict[str, str]


class Past(msgspec.Struct):
    """What a journal holds: the head, the events in order, and how many of them were delivered."""

    head: Head | None = None
    events: list[Event] = []
    delivered: int = 0


class Journal:
    """The open journal. Only one process can hold it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._guard = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
            self._hold()
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as flaw:
            raise SetupError(f"the journal {path} cannot be written: {flaw.strerror}") from flaw

    def _hold(self) -> None:
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._guard)
            raise SetupError(
                f"another process executes this workflow in this iteration just now ({self._path} is held)"
            ) from None

    def past(self) -> Past:
        """What was written so far; a torn end is cut off."""
        past, whole = Past(), 0
        with self._path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n") or not _took(past, line):
                    break
                whole += len(line)
        os.ftruncate(self._file, whole)
        return past

    def begin(self, head: Head) -> None:
        """Begin anew; the journal of the run before stays beside it as ``previous.jsonl``."""
        os.close(self._file)
        if self._path.stat().st_size:
            self._path.replace(self._path.with_name("previous.jsonl"))
        else:
            self._path.unlink()
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o644)
        self._write(b'{"head":' + msgspec.json.encode(head) + b"}\n")
        self.secure()

    def add(self, event: Event) -> None:
        """Note an event that happened. Raises StoreUnavailable when the disk takes no more."""
        self._write(_EVENT + to_json(event) + b"}\n")

    def delivered(self, count: int) -> None:
        """Note that so many events of the run were delivered."""
        self._write(b'{"delivered":%d}\n' % count)

    def _write(self, line: bytes) -> None:
        try:
            written = os.write(self._file, line)
        except OSError as flaw:
            raise StoreUnavailable(f"{self._path} takes no more: {flaw.strerror}") from flaw
        if written < len(line):
            raise StoreUnavailable(f"{self._path} takes no more: the disk is full")

    def secure(self) -> None:
        """Return when all that was written is on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._file)
        os.close(self._guard)


def _took(past: Past, line: bytes) -> bool:
    """Whether the line could be read; then it is in ``past``."""
    try:
        plain: dict[str, Any] = msgspec.json.decode(line)
        if "event" in plain:
            past.events.append(from_json(line[len(_EVENT) : -2]))
        elif "head" in plain:
            past.head = msgspec.convert(plain["head"], Head)
        else:
            past.delivered = int(plain["delivered"])
    except (msgspec.MsgspecError, KeyError, TypeError):
        return False
    return True


def events_in(path: Path) -> Iterator[Event]:
    """The events of a journal that nobody needs to hold."""
    past = Past()
    with path.open("rb") as file:
        for line in file:
            if not _took(past, line):
                return
            yield from past.events
            past.events.clear()
