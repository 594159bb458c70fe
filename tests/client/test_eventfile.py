"""A file of events: several processes append to it, and every line in it is whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mission_control_client.eventfile import EventFile
from mission_control_client.places import Refused

WRITER = """
import sys
from mission_control_client.eventfile import EventFile
file = EventFile(sys.argv[1])
for n in range(60):
    file.take([b'{"who": "%s", "n": %d, "text": "%s"}' % (sys.argv[2].encode(), n, b"x" * 20_000)] * 3)
"""


def test_processes_that_write_at_the_same_time_leave_whole_lines(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), name]) for name in ("a", "b", "c")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    assert len(lines) == 3 * 60 * 3
    for name in ("a", "b", "c"):
        assert [line["n"] for line in lines if line["who"] == name] == [n for n in range(60) for _ in range(3)]


def test_what_a_process_that_died_left_half_does_not_spoil_the_next_line(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b'{"whole": 1}\n{"half')
    EventFile(str(file)).take([b'{"whole": 2}'])
    assert file.read_bytes().splitlines()[-1] == b'{"whole": 2}'


def test_the_folder_is_made(tmp_path: Path) -> None:
    EventFile(str(tmp_path / "a" / "b" / "c.jsonl")).take([b"{}"])
    assert (tmp_path / "a" / "b" / "c.jsonl").read_bytes() == b"{}\n"


@pytest.mark.parametrize("name", ["", "folder", "file/x"])
def test_what_cannot_be_written_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match=r"directory|exists"):
        EventFile(str(tmp_path / name)).take([b"{}"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_refused() -> None:
    with pytest.raises(Refused, match="No space left"):
        EventFile("/dev/full").take([b"{}"])
