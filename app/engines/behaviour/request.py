"""What validating is asked, and what it tells afterwards."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from app.domain.behaviour.flakes import Flakiness
from app.domain.events import Event
from app.readers.origin import Origin, Trace

RUNNERS: Final = ("behave", "pytest-bdd")

Emit = Callable[[Sequence[Event]], None]
"""Takes events, in order, as they happen."""

Progress = Callable[[str, int, int], None]
"""Told what is being run, how many attempts are over, and how many there will be at least."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to run, with what, and where its events belong.

    ``retries`` is how often a scenario that did not pass is tried again, ``repeat`` how often all of it
    runs; ``timeout_s`` bounds one start of the runner (0: none). ``store`` is where larger attachments
    go. ``trace`` is that of whoever asked; without one a new one begins.
    """

    path: Path
    origin: Origin
    store: Path
    runner: str = "auto"
    tags: str = ""
    python: str = ""
    suite: str = ""
    journeys: Path | None = None
    retries: int = 0
    repeat: int = 1
    timeout_s: float = 0.0
    full: bool = False
    code_version: str = ""
    prefix: str = ""
    trace: Trace | None = None


class Failed(msgspec.Struct, frozen=True):
    """A scenario that did not pass, with what it says of that."""

    scenario_id: str
    name: str
    status: str
    place: str
    step: str = ""
    message: str = ""
    quarantined: bool = False


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """One run: ``status`` is COMPLETED, BROKEN or CANCELLED; ``unfinished`` says that the runner did not get to
    its end; ``late`` passed at a later attempt than the first."""

    run_id: str
    trace_id: str
    span_id: str
    status: str
    full: bool
    counts: dict[str, int]
    message: str = ""
    unfinished: bool = False
    failed: tuple[Failed, ...] = ()
    never_ran: tuple[Failed, ...] = ()
    late: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All runs, and what they say together with the earlier ones."""

    suite: str
    runner: str
    python: str
    runs: tuple[RunReport, ...]
    flakes: dict[str, Flakiness]
    candidates: tuple[str, ...]
    releasable: tuple[str, ...]
    names: dict[str, str]
    notes: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """0: all passed; 1: something failed; 2: it could not run; 130: cancelled."""
        return max((_code(run) for run in self.runs), default=2)


def _code(run: RunReport) -> int:
    executed = sum(run.counts[name] for name in _EXECUTED)
    if run.status == "CANCELLED":
        return 130
    if run.unfinished or not executed:
        return 2
    open_ = any(not f.quarantined for f in run.failed) or bool(run.never_ran)
    return int(open_ or run.status == "BROKEN")


_EXECUTED: Final = ("passed", "failed", "undefined", "pending", "ambiguous", "error")
