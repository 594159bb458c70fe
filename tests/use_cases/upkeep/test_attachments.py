"""Attachments stay as long as any event names them, and a week longer than nobody does."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.file_attachments import FileAttachments
from app.desk import Desk
from app.domain.attachments import place_of
from app.domain.events import DAY_MS, Event
from app.domain.payloads.bdv import Attachment, StepResult
from app.engines.behaviour.store import Store
from app.use_cases.post import send_all
from app.use_cases.upkeep.attachments import GRACE_MS, LetGo, orphans_let_go
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain

NOW = time.time_ns() // 1_000_000
LONG_AGO = NOW - GRACE_MS - DAY_MS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


def put(folder: Path, data: bytes, at: int = LONG_AGO) -> str:
    """Put it down as whoever takes a run in does, at this time (ms)."""
    digest = hashlib.sha256(data).hexdigest()
    Store(folder).place(data, digest)
    os.utime(folder / place_of(digest), (at / 1_000, at / 1_000))
    return digest


def naming(digest: str) -> Event:
    picture = Attachment(media_type="image/png", sha256=digest, file=place_of(digest))
    step = StepResult("Then", "it is seen", "FAILED", attachments=[picture])
    return event("bdv.scenario.failed", 1, scenario_id="S", run_id="r", status="FAILED", steps=[step])


def swept(desk: Desk, folder: Path) -> LetGo:
    return orphans_let_go(FileAttachments(folder), desk.graph, desk.log, NOW)


def left(folder: Path) -> set[str]:
    return {file.name for file in (folder / "attachments").glob("??/*")}


def test_what_no_event_names_is_gone_and_what_one_names_stays(desk: Desk, tmp_path: Path) -> None:
    named, orphan = put(tmp_path, b"named"), put(tmp_path, b"orphan")
    send_all(desk.log, encode, [naming(named)])
    drain(desk)
    assert swept(desk, tmp_path) == LetGo(2, 1)
    assert left(tmp_path) == {named}
    assert orphan not in left(tmp_path)


def test_what_is_named_on_the_log_alone_stays_until_it_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    waiting = put(tmp_path, b"waiting")
    send_all(desk.log, encode, [naming(waiting)])
    assert swept(desk, tmp_path) == LetGo(1, 0)
    assert left(tmp_path) == {waiting}


def test_what_is_young_is_left_alone_also_when_it_was_put_down_again(desk: Desk, tmp_path: Path) -> None:
    young = put(tmp_path, b"young", NOW - DAY_MS)
    again = put(tmp_path, b"again")
    Store(tmp_path).place(b"again", again)
    assert swept(desk, tmp_path) == LetGo(0, 0)
    assert left(tmp_path) == {young, again}


def test_files_that_are_no_attachments_are_not_touched(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "attachments" / "ab" / "notes.txt"
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    os.utime(other, (1, 1))
    assert swept(desk, tmp_path) == LetGo(0, 0)
    assert other.read_text() == "mine"
