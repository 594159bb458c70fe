"""How programs end that use the client: what waits is sent, by each process its own, and nothing twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.wire.jsonlines import from_json

SCRIPT = """
import os, sys
from mission_control_client import Client
client = Client(file=sys.argv[1])
client.emit("dde.task.started", {"task_id": "parent"})
"""


def script(tail: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + tail, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def tasks_in(file: Path) -> list[str]:
    events = [from_json(line) for line in file.read_bytes().splitlines()]
    assert len({event.key for event in events}) == len(events)
    return sorted(event.payload.task_id for event in events)  # type: ignore[attr-defined]


def test_the_end_of_the_program_sends_what_waits(tmp_path: Path) -> None:
    done = script("", str(tmp_path / "e"))
    assert (done.returncode, done.stderr) == (0, "")
    assert tasks_in(tmp_path / "e") == ["parent"]


def test_a_program_that_ends_with_an_error_ends_with_its_own(tmp_path: Path) -> None:
    done = script("raise SystemExit(7)", str(tmp_path))
    assert done.returncode == 7
    assert done.stderr.startswith("mission-control: 1 of 1 events were not sent")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_that_is_forked_off_sends_its_own_and_nothing_twice(tmp_path: Path) -> None:
    tail = """
if os.fork() == 0:
    client.emit("dde.task.started", {"task_id": "child"})
    sys.exit()
os.wait()
client.emit("dde.task.started", {"task_id": "later"})
"""
    done = script(tail, str(tmp_path / "e"))
    assert (done.returncode, done.stderr) == (0, "")
    assert tasks_in(tmp_path / "e") == ["child", "later", "parent"]


def test_processes_of_multiprocessing_send_theirs(tmp_path: Path) -> None:
    tail = """
import multiprocessing
def work(number):
    client.emit("dde.task.started", {"task_id": f"worker {number}"})
processes = [multiprocessing.get_context("fork").Process(target=work, args=(n,)) for n in range(3)]
for one in processes: one.start()
for one in processes: one.join()
"""
    done = script(tail, str(tmp_path / "e"))
    assert done.returncode == 0
    assert tasks_in(tmp_path / "e") == ["parent", "worker 0", "worker 1", "worker 2"]
