"""``snapshot``: what is not what was exported is refused with what to do, and changes nothing."""

import hashlib
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

from tests.cli.conftest import Run
from tests.cli.snapshots import hashes, repacked, task, told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.mcsnap"


def test_a_dry_run_checks_everything_and_changes_nothing(run: Run, data: Path, file: Path) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    told(data, task("B"))
    before = sorted(path.name for path in data.glob("*.[dc]*") if "-" not in path.name), hashes(data)
    answer = run("snapshot", "restore", str(file), "--dry-run", "--json").document
    assert answer["dry_run"]
    assert answer["records_beyond"] == 1
    assert (sorted(path.name for path in data.glob("*.[dc]*") if "-" not in path.name), hashes(data)) == before


def manifest_with(**fields: Any) -> Any:
    return lambda old: msgspec.json.encode({**msgspec.json.decode(old), **fields})


def of_another_state(old: bytes) -> bytes:
    said = msgspec.json.decode(old)
    said["iterations"][0]["state_hash"] = "0" * 64
    return msgspec.json.encode(said)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"graph.db": lambda old: old[:-1] + b"!"}, "graph.db in the snapshot is damaged"),
        ({"search.db": lambda _old: None}, "ends before search.db"),
        ({"manifest.json": manifest_with(format=99, program="9.9")}, "newer Mission Control (9.9)"),
        ({"manifest.json": lambda _old: b"{}"}, "is no snapshot, or is damaged"),
        ({"manifest.json": of_another_state}, "another state hash"),
        ({"manifest.json": lambda _old: None}, "does not begin with a manifest"),
    ],
)
def test_a_file_that_is_not_what_was_exported_is_refused_and_changes_nothing(
    run: Run, data: Path, file: Path, change: dict[str, Any], reason: str
) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    repacked(file, change)
    before = hashes(data)
    answer = run("snapshot", "restore", str(file))
    assert answer.code == 2
    assert reason in answer.err
    assert hashes(data) == before
    assert not list(data.glob("graph-*.db"))


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.98])
def test_a_file_cut_short_is_refused(run: Run, data: Path, file: Path, keep: float) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: keep if isinstance(keep, int) else int(len(whole) * keep)])
    answer = run("snapshot", "restore", str(file))
    assert answer.code == 2
    assert str(file) in answer.err or "snapshot" in answer.err


def of_later(old: bytes, place: Path) -> bytes:
    """The same store as a later program would have written it."""
    place.write_bytes(old)
    with closing(apsw.Connection(str(place))) as connection:
        connection.execute("PRAGMA user_version = 999")
    return place.read_bytes()


def test_a_store_of_a_later_program_is_refused_with_what_to_do(run: Run, data: Path, file: Path) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    later: dict[str, bytes] = {}

    def newer(old: bytes) -> bytes:
        later["graph.db"] = of_later(old, data / "newer.db")
        return later["graph.db"]

    def of_it(old: bytes) -> bytes:
        said = msgspec.json.decode(old)
        for part in said["parts"]:
            if part["name"] == "graph.db":
                part["sha256"] = hashlib.sha256(later["graph.db"]).hexdigest()
        return msgspec.json.encode(said)

    repacked(file, {"graph.db": newer})
    repacked(file, {"manifest.json": of_it})
    answer = run("snapshot", "restore", str(file))
    assert answer.code == 2
    assert "update Mission Control" in answer.err


def test_an_export_never_writes_over_a_file_and_names_what_is_missing(run: Run, data: Path, file: Path) -> None:
    file.write_text("mine")
    assert run("snapshot", "export", str(file)).code == 2
    assert file.read_text() == "mine"
    assert run("snapshot", "export", str(file.parent / "no" / "where.mcsnap")).code == 2
    assert run("snapshot", "restore", str(file)).code == 2
    assert run("snapshot", "restore", str(file.parent / "none.mcsnap")).code == 2
    assert run("snapshot").code == 2


def test_a_file_that_is_damaged_further_back_is_found_with_check(run: Run, data: Path, file: Path) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    assert "every digest is as it says" in run("snapshot", "list", str(file.parent), "--check").out
    text = bytearray(file.read_bytes())
    text[-len(text) // 4] ^= 1
    file.write_bytes(text)
    plain = run("snapshot", "list", str(file.parent))
    assert (plain.code, "--check compares their digests too" in plain.out) == (0, True)
    checked = run("snapshot", "list", str(file.parent), "--check")
    assert (checked.code, "damaged" in checked.out) == (1, True)
