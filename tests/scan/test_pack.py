"""What is kept between scans: nothing is read twice, and no kill, crowd or damage does harm."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.scan import library, pack
from app.scan.facts import FileFacts, facts_of
from app.scan.pack import Pack
from tests.scan.repositories import START_S, Told, commit, repository

FILES: dict[str, str | None] = {f"shop/m{n}.py": f"import shop.m{n + 1}\n" for n in range(20)}
FILES |= {"shop/__init__.py": "", "shop/m20.py": ""}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The sources that are parsed while the test runs, in order."""
    seen: list[bytes] = []

    def noted(source: bytes) -> FileFacts:
        seen.append(source)
        return facts_of(source)

    monkeypatch.setattr(library, "facts_of", noted)
    return seen


def test_the_next_scan_reads_what_changed_and_tells_the_same(tmp_path: Path, read: list[bytes]):
    top, cache = repository(tmp_path / "target", FILES), tmp_path / "cache"
    Told(top, cache=cache)
    assert len(read) == 21  # of the twenty-two files two are empty, and so one content
    read.clear()
    commit(top, {"shop/m3.py": "import shop.m9, os\n", "shop/m4.py": "x = 1\n"}, "Two files", START_S + 60)

    again = Told(top, cache=cache)

    assert sorted(read) == [b"import shop.m9, os\n", b"x = 1\n"]
    assert [e.payload for e in again.events] == [e.payload for e in Told(top).events]


def test_a_walk_through_history_reads_each_content_once(tmp_path: Path, read: list[bytes]):
    changes: list[dict[str, str | None]] = [{"shop/m1.py": f"x = {n % 3}\n"} for n in range(9)]
    Told(repository(tmp_path, FILES, *changes), history=20)

    assert len(read) == len(set(read)) == 21 + 3


def test_files_that_are_in_no_commit_share_what_is_kept(tmp_path: Path, read: list[bytes]):
    top, cache = repository(tmp_path / "target", FILES), tmp_path / "cache"
    Told(top, cache=cache)
    read.clear()
    (top / "shop/m5.py").write_text("import shop.m1\n# not committed\n")

    Told(top, cache=cache)

    assert read == [b"import shop.m1\n# not committed\n"]


def test_values_come_back_and_the_unused_go_first_when_room_is_short(tmp_path: Path):
    first = Pack(tmp_path, "here", most_bytes=100)
    for name in "abcd":
        first.put(name, b"x" * 24)
    first.save()
    second = Pack(tmp_path, "here", most_bytes=100)
    assert second.get("a") == b"x" * 24
    second.put("e", b"y" * 24)
    second.save()

    third = Pack(tmp_path, "here", most_bytes=100)
    assert [third.get(name) is not None for name in "abcde"] == [True, False, True, True, True]
    assert Pack(tmp_path, "elsewhere").get("a") is None


@pytest.mark.parametrize("damage", [b"", b"\xff" * 50, b"\x81\xa1a", b'{"a": 1}'])
def test_a_damaged_pack_is_as_good_as_none(tmp_path: Path, damage: bytes):
    kept = Pack(tmp_path, "here")
    kept.put("a", b"1")
    kept.save()
    [file] = tmp_path.glob("*.pack")
    file.write_bytes(damage)

    again = Pack(tmp_path, "here")
    assert again.get("a") is None
    again.put("b", b"2")
    again.save()
    assert Pack(tmp_path, "here").get("b") == b"2"


def test_another_version_never_reads_what_this_one_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept = Pack(tmp_path, "here")
    kept.put("a", b"1")
    kept.save()

    monkeypatch.setattr(pack, "_version", lambda: "another")
    assert Pack(tmp_path, "here").get("a") is None


def test_a_folder_that_cannot_be_written_to_only_costs_time(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    kept = Pack(tmp_path / "file", "here")
    kept.put("a", b"1")
    kept.save()

    assert Pack(tmp_path / "file", "here").get("a") is None


def test_only_so_many_packs_and_no_leftovers_of_killed_scans_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pack, "MOST_PACKS", 2)
    left = tmp_path / "killed.part"
    left.write_text("")
    os.utime(left, (START_S, START_S))
    for n, name in enumerate(("a", "b", "c")):
        kept = Pack(tmp_path, name)
        kept.put(name, b"1")
        kept.save()
        for file in tmp_path.glob("*.pack"):
            if file.stat().st_mtime > START_S + 10:
                os.utime(file, (START_S + n, START_S + n))

    assert [Pack(tmp_path, name).get(name) for name in ("a", "b", "c")] == [None, b"1", b"1"]
    assert not list(tmp_path.glob("*.part"))


WRITER = """
import sys
from pathlib import Path
from app.scan.pack import Pack
for n in range(60):
    pack = Pack(Path(sys.argv[1]), "shared")
    held = [pack.get(f"key {k}") for k in range(50)]
    assert all(value in (None, b"v" * 999) for value in held), "torn"
    for k in range(50):
        pack.put(f"key {k}", b"v" * 999)
    pack.save()
"""


def test_scans_at_the_same_time_and_killed_ones_leave_a_whole_pack(tmp_path: Path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    killed, *others = [subprocess.Popen(command) for _ in range(3)]
    try:
        killed.wait(0.4)
    except subprocess.TimeoutExpired:
        killed.kill()
    killed.wait()

    assert [process.wait() for process in others] == [0, 0]
    assert Pack(tmp_path, "shared").get("key 7") == b"v" * 999
