"""``snapshot``: one file holds what was made of the log; put back, it goes on as if nothing had been between."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard

from app.adapters.sqlite_graph import CurrentGraph
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.golden import GOLDEN
from app.ports import SavedView
from app.ports.search import Wanted
from app.use_cases.post import send
from app.use_cases.share import Wish, share
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from app.wire.avro import encode
from tests.builders import event
from tests.cli.conftest import Run
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.lock import is_held, only_one

DEBT = "Iter-Golden-TechDebt"
STORY = list(GOLDEN[DEBT].events("local"))
STREAMS = ("dde", "bdv", "acc")


def told(folder: Path, *events: Any) -> None:
    with closing(desk_in(folder)) as desk:
        for _ in send(desk.log, encode, events):
            pass
        drain(desk)


def task(name: str, iteration: str = "i1") -> Any:
    return event("dde.task.created", tenant="local", iteration=iteration, task_id=name, name="the till")


def hashes(folder: Path) -> dict[str, str]:
    with closing(desk_in(folder, "reader")) as desk:
        return {i.scope.iteration: state_hash(desk.graph.entries(i.scope)) for i in desk.graph.scopes()}


def tasks(folder: Path, iteration: str = "i1") -> set[str]:
    with closing(desk_in(folder, "reader")) as desk:
        return {node.id.key for node in desk.graph.snapshot(Scope("local", iteration)).labelled("Task")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.mcsnap"


def test_a_snapshot_restored_later_goes_on_to_the_state_of_never_having_been_restored(
    run: Run, data: Path, file: Path
) -> None:
    told(data, *STORY[: len(STORY) // 2])
    exported = run("snapshot", "export", str(file), "--json").document
    at_export = hashes(data)
    assert {i["iteration"]: i["state_hash"] for i in exported["iterations"]} == at_export
    assert {part["name"] for part in exported["parts"]} == {"graph.db", "metrics.db", "search.db", "audit.db"}
    told(data, *STORY[len(STORY) // 2 :])
    now = hashes(data)
    restored = run("snapshot", "restore", str(file), "--json").document
    assert (restored["log"], restored["missing_records"]) == ("same", 0)
    assert restored["records_beyond"] == len(STORY) - len(STORY) // 2
    assert hashes(data) == now != at_export
    assert run("verify").code == 0
    assert run("rebuild", "--json").document["agrees"]


def test_saved_views_and_links_stay_as_they_are_when_a_snapshot_is_restored(run: Run, data: Path, file: Path) -> None:
    told(data, task("A"))
    kept = SavedView("local", "Morning", ("/dde?iteration=i1",), 1)
    with closing(desk_in(data)) as desk:
        _, claims = share(desk, Wish("dde", "i1"), "somebody")
    run("snapshot", "export", str(file))
    with closing(desk_in(data)) as desk:
        desk.views.save(kept)
        desk.views.revoke("local", claims.id, 2)
    run("snapshot", "restore", str(file))
    with closing(desk_in(data)) as desk:
        assert list(desk.views.views("local")) == [kept]
        assert [link.revoked for link in desk.views.handed_out("local")] == [2]


def test_what_the_log_has_let_go_since_is_read_from_the_archive(run: Run, data: Path, file: Path) -> None:
    told(data, *STORY[:100])
    run("snapshot", "export", str(file))
    told(data, *STORY[100:])
    now = hashes(data)
    with closing(desk_in(data)) as desk:
        done = retain(
            desk.log,
            desk.archive,
            [Seen(TOPICS[:3], desk.graph.positions("ingest"))],
            dict.fromkeys(TOPICS, desk.clock() + 1),
        )
        assert done.trimmed >= len(STORY)
    assert run("snapshot", "restore", str(file), "--json").document["log"] == "same"
    assert hashes(data) == now


def test_a_dry_run_checks_everything_and_changes_nothing(run: Run, data: Path, file: Path) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    told(data, task("B"))
    before = sorted(path.name for path in data.glob("*.[dc]*") if "-" not in path.name), hashes(data)
    answer = run("snapshot", "restore", str(file), "--dry-run", "--json").document
    assert answer["dry_run"]
    assert answer["records_beyond"] == 1
    assert (sorted(path.name for path in data.glob("*.[dc]*") if "-" not in path.name), hashes(data)) == before


def test_on_another_machine_it_says_what_is_missing_and_skips_nothing_that_comes(
    run: Run, data: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(data, *[task(f"T{n}") for n in range(40)])
    run("snapshot", "export", str(file))
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("MC_DATA", str(elsewhere))
    answer = run("snapshot", "restore", str(file), "--json").document
    assert (answer["log"], answer["missing_records"], answer["measures_and_search"]) == ("empty", 40, "restored")
    assert hashes(elsewhere) == hashes(data)
    told(elsewhere, task("Late"))
    assert "Late" in tasks(elsewhere)
    assert len(tasks(elsewhere)) == 41
    with closing(desk_in(elsewhere, "reader")) as desk:
        assert len(desk.search.search("local", "till", Wanted(limit=100)).hits) == 41
    told_again = run("rebuild", "--json")
    assert (told_again.code, told_again.document["switched"]) == (1, False)


def test_with_the_archive_beside_it_what_comes_goes_on_after_the_archive(
    run: Run, data: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(data, *[task(f"T{n}") for n in range(20)])
    run("snapshot", "export", str(file))
    told(data, task("After"))
    with closing(desk_in(data)) as desk:
        retain(
            desk.log,
            desk.archive,
            [Seen(TOPICS[:3], desk.graph.positions("ingest"))],
            dict.fromkeys(TOPICS, desk.clock() + 1),
        )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(data / "archive", elsewhere / "archive")
    monkeypatch.setenv("MC_DATA", str(elsewhere))
    answer = run("snapshot", "restore", str(file), "--json").document
    assert (answer["log"], answer["missing_records"]) == ("same", 0)
    assert hashes(elsewhere) == hashes(data)
    told(elsewhere, task("Late"))
    assert tasks(elsewhere) == {*(f"T{n}" for n in range(20)), "After", "Late"}
    assert run("rebuild", "--json").document["agrees"]


def test_onto_another_log_only_when_both_are_wanted(run: Run, data: Path, file: Path, tmp_path: Path) -> None:
    told(data, *[task(f"T{n}") for n in range(30)])
    run("snapshot", "export", str(file))
    assert run("reset", "--yes").code == 0
    told(data, *[task(f"N{n}") for n in range(40)])
    refused = run("snapshot", "restore", str(file))
    assert refused.code == 2
    assert "--merge" in refused.err
    assert len(tasks(data)) == 40
    answer = run("snapshot", "restore", str(file), "--merge", "--json").document
    assert answer["log"] == "another"
    assert len(tasks(data)) == 70
    told(data, task("Late"))
    assert len(tasks(data)) == 71
    assert run("verify").code == 0


def repacked(file: Path, change: dict[str, Any]) -> None:
    """The same snapshot with other members; ``change`` gives the new bytes of a member from its old ones."""
    members = []
    plain = zstandard.ZstdDecompressor().stream_reader(file.read_bytes()).read()
    with tarfile.open(fileobj=BytesIO(plain)) as tar:
        for member in tar:
            body = tar.extractfile(member)
            assert body is not None
            old = body.read()
            members.append((member.name, change[member.name](old) if member.name in change else old))
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, body in members:
            if body is not None:
                head = tarfile.TarInfo(name)
                head.size = len(body)
                tar.addfile(head, BytesIO(body))
    file.write_bytes(zstandard.compress(buffer.getvalue()))


def manifest_with(**fields: Any) -> Any:
    return lambda old: msgspec.json.encode({**msgspec.json.decode(old), **fields})


def of_the_first_form(old: bytes) -> bytes:
    """Before there was an audit log."""
    said = msgspec.json.decode(old)
    said["parts"] = [part for part in said["parts"] if part["name"] != "audit.db"]
    return msgspec.json.encode({**said, "format": 1})


def test_a_file_of_before_the_audit_log_is_restored_and_the_log_fills_that_anew(
    run: Run, data: Path, file: Path
) -> None:
    told(data, task("A"))
    run("gate", "i1")
    before = run("audit", "--json").document["entries"]
    run("snapshot", "export", str(file))
    repacked(file, {"audit.db": lambda _old: None, "manifest.json": of_the_first_form})
    assert run("snapshot", "restore", str(file)).code == 0
    restored, *others = run("audit", "--json").document["entries"]
    assert restored["kind"] == "convergence.store.restored"
    assert others == before != []


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


def test_a_store_of_a_later_program_is_refused_with_what_to_do(run: Run, data: Path, file: Path) -> None:
    import apsw

    told(data, task("A"))
    run("snapshot", "export", str(file))
    later: dict[str, bytes] = {}

    def newer(old: bytes) -> bytes:
        place = data / "newer.db"
        place.write_bytes(old)
        with closing(apsw.Connection(str(place))) as connection:
            connection.execute("PRAGMA user_version = 999")
        later["graph.db"] = place.read_bytes()
        return later["graph.db"]

    def of_it(old: bytes) -> bytes:
        import hashlib

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


def test_snapshots_and_backups_are_listed(run: Run, data: Path, file: Path) -> None:
    told(data, task("A"))
    run("snapshot", "export", str(file))
    (file.parent / "broken.mcsnap").write_text("no snapshot")
    assert run("jobs", "--run", "backup").code == 0
    found = run("snapshot", "list", str(file.parent), "--json").document
    assert [Path(one["file"]).name for one in found["snapshots"]] == ["broken.mcsnap", "kept.mcsnap"]
    assert "flaw" in found["snapshots"][0]
    assert found["snapshots"][1]["iterations"][0]["iteration"] == "i1"
    assert len(found["backups"]) == 1
    assert "is no snapshot" in run("snapshot", "list", str(file.parent)).out


@contextmanager
def a_worker(folder: Path) -> Iterator[int]:
    """An ingest worker as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workers", "ingest"],
        env={**os.environ, "MC_DATA": str(folder)},
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    while not is_held(folder, "ingest"):
        assert process.poll() is None
        time.sleep(0.05)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def soon(folder: Path, wanted: set[str]) -> bool:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if tasks(folder) == wanted:
            return True
        time.sleep(0.1)
    return False


def test_a_worker_at_work_goes_on_from_the_restored_graph_and_a_reader_never_sees_less_than_one_of_both(
    run: Run, data: Path, file: Path
) -> None:
    told(data, *[task(f"T{n}") for n in range(5)])
    run("snapshot", "export", str(file))
    told(data, task("T5"))
    now = hashes(data)
    with closing(desk_in(data, "reader")) as reader, a_worker(data), only_one(data, "measures"):
        held = reader.graph.snapshot(Scope("local", "i1"))
        answer = run("snapshot", "restore", str(file), "--json").document
        assert (answer["log"], answer["measures_and_search"]) == ("same", "kept")
        assert soon(data, {f"T{n}" for n in range(6)})
        assert len(held.labelled("Task")) == 6
        with closing(desk_in(data, "reader")) as desk:
            for _ in send(desk.log, encode, [task("T6")]):
                pass
        assert soon(data, {f"T{n}" for n in range(7)})
    assert now != hashes(data)
    assert run("rebuild", "--json").document["agrees"]


def writing(folder: Path, number: int) -> None:
    """Somebody who goes on writing while it is exported."""
    with closing(desk_in(folder)) as desk:
        for n in range(number):
            for _ in send(desk.log, encode, [task(f"W{n}")]):
                pass
            drain(desk)


def test_an_export_in_the_midst_of_writing_is_of_one_moment(run: Run, data: Path, tmp_path: Path) -> None:
    told(data, *STORY)
    writer = multiprocessing.get_context("fork").Process(target=writing, args=(data, 12))
    writer.start()
    files = [tmp_path / f"{n}.mcsnap" for n in range(3)]
    for file in files:
        assert run("snapshot", "export", str(file)).code == 0
    writer.join()
    now = hashes(data)
    for file in files:
        assert run("snapshot", "restore", str(file), "--json").document["log"] == "same"
        assert hashes(data) == now


def restoring(file: Path, stop_at: str) -> None:
    """A restore that is killed the hard way at one point."""
    from app.adapters.sqlite_snapshots import SqliteSnapshots
    from app.cli.main import main

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    owner = CurrentGraph if stop_at == "switch" else SqliteSnapshots
    setattr(owner, stop_at, die)
    main(["snapshot", "restore", str(file)])


@pytest.mark.parametrize("stop_at", ["put_graph", "switch", "put_others"])
def test_killed_in_the_midst_of_a_restore_one_whole_graph_is_in_use_and_it_can_be_done_again(
    run: Run, data: Path, file: Path, stop_at: str
) -> None:
    told(data, *STORY[:60])
    run("snapshot", "export", str(file))
    at_export = hashes(data)
    told(data, *STORY[60:])
    now = hashes(data)
    victim = multiprocessing.get_context("fork").Process(target=restoring, args=(file, stop_at))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    assert hashes(data) == (at_export if stop_at == "put_others" else now)
    assert run("snapshot", "restore", str(file)).code == 0
    assert hashes(data) == now
    assert not (data / ".snapshot").exists()
    assert len(list(data.glob("graph*.db"))) <= 3
