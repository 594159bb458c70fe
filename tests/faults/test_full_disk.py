"""A disk that is full: nobody claims to have kept what was not kept, and with room again everything goes on."""

import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import StoreUnavailable
from app.ports import Message
from app.wire import avro
from tests.faults.compare import all_is_there_once, same_as_undisturbed
from tests.faults.story import story
from tests.workers.desks import desk_in
from workers.drain import drain

SIZE_MB = 12
BALLAST = "ballast"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except OSError as flaw:
        pytest.skip(f"there is no mount: {flaw}")
    if done.returncode:
        pytest.skip(f"a disk of its own cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Leave no room."""
    with (disk / BALLAST).open("wb") as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(65_536))
            ballast.flush()


def told_until_refused(desk: Desk, lines: Iterator[Message]) -> list[Message]:
    """What the log took in before it said that it cannot."""
    taken: list[Message] = []
    with pytest.raises(StoreUnavailable, match="full"):
        while batch := list(islice(lines, 50)):
            desk.log.append(batch)
            taken += batch
    return taken


def messages(seed: int, count: int) -> Iterator[Message]:
    return (line.message for line in islice(story(seed), count) if line.event_id)


def test_a_full_disk_is_said_so_and_loses_nothing(disk: Path) -> None:
    with closing(desk_in(disk)) as desk:
        first = list(messages(1, 300))
        desk.log.append(first)
        drain(desk)
        desk.log.append(second := list(messages(2, 300)))
        fill(disk)
        with pytest.raises(StoreUnavailable, match="full"):
            drain(desk)
        refused = told_until_refused(desk, messages(3, 5_000))
        assert desk.graph.scopes(), "what is there can still be read"
        (disk / BALLAST).unlink()
        drain(desk)
        all_is_there_once(desk, [avro.decode(message.value) for message in (*first, *second, *refused)])


def test_after_that_everything_is_as_if_there_had_been_room(disk: Path, tmp_path: Path) -> None:
    with closing(desk_in(disk)) as desk, closing(desk_in(tmp_path / "roomy")) as calm:
        desk.log.append(list(messages(2, 300)))
        fill(disk)
        with pytest.raises(StoreUnavailable, match="full"):
            drain(desk)
        (disk / BALLAST).unlink()
        drain(desk)
        same_as_undisturbed(desk, replace(calm, log=desk.log))
