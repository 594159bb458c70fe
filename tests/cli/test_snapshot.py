"""``snapshot``: one file holds what was made of the log; put back, it goes on as if nothing had been between."""

import shutil
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from app.ports import SavedView
from app.ports.search import Wanted
from app.use_cases.share import Wish, share
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from tests.cli.conftest import Run
from tests.cli.snapshots import STORY, hashes, repacked, task, tasks, told
from tests.workers.desks import desk_in

STREAMS = ("dde", "bdv", "acc")


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
