"""What an execution is asked, what it says on the way, and what it reports."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from app.domain.events import Event
from app.domain.workflow.manifest import Manifest

Deliver = Callable[[Sequence[Event]], None]
"""Takes events in order. Raises StoreUnavailable when they cannot be taken just now."""

Clock = Callable[[], int]
"""Milliseconds since 1970."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest to execute, and where its events belong (R-33).

    ``root`` is the folder that commands, outputs, artifacts and contracts are relative to. ``digests`` name
    the content of the manifest, node by node, so that a change is noticed. ``seed`` fixes the random part of
    back-offs. ``environ`` is what commands inherit. ``patience_s``: how long to go on trying, at the end, to
    deliver what nobody took.
    """

    manifest: Manifest
    digests: Mapping[str, str]
    root: Path
    tenant: str
    project: str
    iteration: str
    commit: str
    workflow: str
    branch: str = ""
    jobs: int = 1
    seed: str = ""
    resume: bool = False
    environ: Mapping[str, str] = {}
    patience_s: float = 10.0


class Step(msgspec.Struct, frozen=True):
    """Something that just happened, for people who watch. ``task`` is empty where it is about all of it."""

    at: int
    word: str
    task: str = ""
    text: str = ""
    took_ms: int | None = None
    done: int = 0
    total: int = 0


Status = Literal["COMPLETED", "FAILED", "CANCELLED"]
Watch = Callable[[Step], None]


class TaskReport(msgspec.Struct, frozen=True):
    """How a task ended; ``status`` may be BLOCKED, CANCELLED or NOT_STARTED beside the states that events tell.
    ``remarks`` are about gates that stopped nothing: those that only warn, and those that were bypassed."""

    task: str
    status: str
    attempts: int = 0
    error: str = ""
    took_ms: int = 0
    remarks: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How the execution ended. ``undelivered``: events that wait in the journal because nobody took them."""

    status: Status
    run_id: str
    trace_id: str
    workflow: str
    iteration: str
    tasks: tuple[TaskReport, ...]
    counts: dict[str, int]
    took_ms: int
    folder: str
    notes: tuple[str, ...] = ()
    undelivered: int = 0

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain
