"""What is shown before anybody has brought data: this repository, the golden iterations, an installed package."""

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from app.cli.belonging import from_repository
from app.cli.seedtests import own_tests, tests_made_from
from app.cli.up import ROOT
from app.desk import Desk
from app.domain.events import Event
from app.golden import GOLDEN, Golden
from app.scan.request import ScanRequest
from app.scan.run import scan
from app.use_cases.post import send_all
from app.wire.avro import encode

PROJECT: Final = "mission-control"
PACKAGE: Final = "dash"
COMMITS: Final = 30

Moved = Callable[[float], None]
"""Told the share of the step that is done, from 0 to 1."""


class Step(NamedTuple):
    """One step. ``made_from`` changes when there is something new to bring; ``weight`` is its share of the bar."""

    name: str
    made_from: str
    weight: int
    work: Callable[[Desk, Moved], None]


def plan(folder: Path) -> Iterator[Step]:
    """All steps, the quick ones first. ``folder`` is where a step may leave a file."""
    for golden in GOLDEN.values():
        yield Step(f"golden iteration {golden.name}", _digest(golden), 1, _told(golden))
    commit = from_repository(ROOT).commit
    yield Step("this repository and its history", commit or "no history", 15, _own_history(commit))
    yield Step(f"the installed package {PACKAGE}", importlib.metadata.version(PACKAGE), 6, _installed)
    if (ROOT / "tests").is_dir():
        yield Step("its own test results", tests_made_from(commit), 6, _own_tests(folder, commit))


def _digest(golden: Golden) -> str:
    state = hashlib.sha256()
    for event in golden.events("local"):
        state.update(encode(event))
    return state.hexdigest()


def _told(golden: Golden) -> Callable[[Desk, Moved], None]:
    return lambda desk, _: _send(desk, golden.events(desk.tenant))


def _own_history(commit: str) -> Callable[[Desk, Moved], None]:
    def work(desk: Desk, moved: Moved) -> None:
        history = COMMITS if commit else 0
        _scan(desk, ROOT, PROJECT, moved, history=history)

    return work


def _installed(desk: Desk, moved: Moved) -> None:
    where = Path(str(importlib.metadata.distribution(PACKAGE).locate_file(PACKAGE)))
    _scan(desk, where, PACKAGE, moved, commit=importlib.metadata.version(PACKAGE))


def _own_tests(folder: Path, commit: str) -> Callable[[Desk, Moved], None]:
    return lambda desk, moved: own_tests(desk, PROJECT, commit, folder, moved)


def _scan(desk: Desk, path: Path, project: str, moved: Moved, **more: object) -> None:
    fields = {"path": path, "tenant": desk.tenant, "project": project, "iteration": project, **more}
    scan(
        ScanRequest(**fields),  # type: ignore[arg-type]
        lambda events: _send(desk, events),
        lambda _, done, total: moved(done / total if total else 0),
    )


def _send(desk: Desk, events: Sequence[Event]) -> None:
    send_all(desk.log, encode, events)
