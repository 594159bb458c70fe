"""status, verify, dlq, doctor, reset: what is kept, whether it is right, and how to start anew."""

import json
from pathlib import Path

import pytest

from app.cli.up import RUNNING
from app.domain.events import STREAMS
from app.ports import Message
from tests.builders import event
from tests.cli.conftest import Run
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.lock import only_one

TASK = event("dde.task.created", 0, tenant="local", task_id="A")


def test_status_of_a_new_folder_is_calm(run: Run) -> None:
    told = run("status", "--json")
    assert told.code == 0
    assert told.document["running"]["pid"] == 0
    assert all(port["answers"] for port in told.document["ports"].values())
    assert (told.document["lag"], told.document["scopes"]) == (0, [])


def test_status_names_scopes_revisions_and_positions(run: Run, bring) -> None:
    bring([TASK])
    document = run("status", "--json").document
    (scope,) = document["scopes"]
    assert (scope["tenant"], scope["iteration"], scope["watermark"]["events"]) == ("local", "i1", 1)
    assert document["positions"] == document["ends"]
    assert "local/i1: 1 events" in run("status").out


def test_a_note_left_by_processes_that_are_gone_does_not_count(run: Run, data: Path) -> None:
    data.mkdir()
    gone = 4_194_303
    (data / RUNNING).write_text(
        json.dumps({"pid": gone, "address": "http://127.0.0.1:1", "processes": {"web": gone}})
    )
    assert "is not running" in run("status").out


def test_verify_agrees_and_names_both_hashes(run: Run, bring) -> None:
    bring([TASK])
    told = run("verify", "--json")
    assert told.code == 0
    (found,) = told.document["iterations"]
    assert found["agrees"]
    assert len(found["state_hash"]) == len(found["timeless_hash"]) == 64
    assert run("verify", "nowhere").code == 2
    assert run("verify", "i1").out.startswith("local/i1: ")


def test_the_hash_is_that_of_verify_and_moves_with_the_state(run: Run, bring) -> None:
    bring([TASK])
    before = run("hash", "i1", "--json").document
    assert before["state_hash"] == run("verify", "i1", "--json").document["iterations"][0]["state_hash"]
    bring([event("dde.task.started", 1, tenant="local", task_id="A")])
    assert run("hash", "i1", "--json").document["state_hash"] != before["state_hash"]
    assert run("hash", "nowhere").code == 2


def test_dead_letters_are_listed_and_shown_whole(run: Run, data: Path) -> None:
    assert run("dlq").out == "no dead letters\n"
    desk = desk_in(data)
    desk.log.append([Message("dde", "i1", b"no event at all")])
    drain(desk)
    desk.close()
    (letter,) = run("dlq", "--json").document
    assert letter["category"]
    assert letter["reason"]
    shown = run("dlq", "show", letter["id"][:8], "--json")
    assert shown.document["message"] == "no event at all"
    assert run("dlq", "show", "nothing").code == 2


def test_the_doctor_finds_nothing_wrong_here(run: Run) -> None:
    told = run("doctor", "--json")
    assert told.code == 0
    assert told.document["ok"]
    assert {f["what"] for f in told.document["findings"]} >= {
        "python",
        "git",
        "data folder",
        "log",
        "graph",
        "dashboard",
    }


def test_the_doctor_says_what_to_do_about_what_is_wrong(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.parent.mkdir(exist_ok=True)
    data.write_text("a file in its place")
    told = run("doctor")
    assert told.code == 2
    assert "fail  data folder" in told.out
    assert "→ set MC_DATA" in told.out


def test_a_store_of_a_newer_version_is_told_with_what_to_do(run: Run, data: Path, bring) -> None:
    import apsw

    bring([TASK])
    connection = apsw.Connection(str(data / "graph.db"))
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert run("status").code == 2
    told = run("doctor")
    assert told.code == 2
    assert "mission-control reset" in told.out
    assert run("reset", "--yes").code == 0
    assert run("doctor").code == 0


def test_reset_deletes_what_is_kept_and_nothing_else(run: Run, data: Path, bring) -> None:
    bring([TASK])
    (data / "mine.txt").write_text("not theirs")
    told = run("reset", "--yes", "--json")
    assert told.code == 0
    assert "graph.db" in told.document["deleted"]
    assert [path.name for path in data.iterdir()] == ["mine.txt"]
    assert run("status", "--json").document["scopes"] == []


def test_reset_asks_where_somebody_can_answer_and_refuses_elsewhere(run: Run, data: Path, bring) -> None:
    bring([TASK])
    told = run("reset")
    assert told.code == 2
    assert "--yes" in told.err
    assert (data / "graph.db").exists()


def test_reset_does_not_pull_the_rug_from_under_a_worker(run: Run, data: Path, bring) -> None:
    bring([TASK])
    with only_one(data, "ingest"):
        told = run("reset", "--yes")
    assert told.code == 2
    assert "ingest works on" in told.err
    assert (data / "graph.db").exists()


def test_scan_finds_a_package_and_its_rules(run: Run, tmp_path: Path) -> None:
    package = tmp_path / "repo" / "till"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "cash.py").write_text("from till import card\n")
    (package / "card.py").touch()
    kept = tmp_path / "architecture.yaml"
    told = run("scan", str(tmp_path / "repo"), "--project", "till", "--write-manifest", str(kept), "--json")
    assert told.code == 0
    assert told.document["counts"]["modules"] == 3
    assert told.document["proposed"]
    assert "components:" in kept.read_text()
    assert run("gate", "till", "--json").document["acc_gate"] == "pass"
    assert run("scan", str(tmp_path / "repo"), "--history", "-1").code == 2
    assert run("scan", str(tmp_path / "nowhere")).code == 2
    desk = desk_in(Path(run("status", "--json").document["data"]))
    assert desk.log.ends(STREAMS)
    desk.close()


def test_a_baseline_tolerates_what_was_there_shrinks_and_lets_nothing_new_in(run: Run, tmp_path: Path) -> None:
    package = tmp_path / "repo" / "till"
    package.mkdir(parents=True)
    rules = "components: [till.cash, till.card]\nrules: ['till.cash: MUST_NOT_CALL(till.card)']\n"
    (tmp_path / "repo" / "architecture.yaml").write_text(rules)
    (package / "__init__.py").touch()
    (package / "card.py").touch()
    (package / "cash.py").write_text("from till import card\n")
    repo, kept = str(tmp_path / "repo"), str(tmp_path / "kept" / "baseline.json")
    assert run("scan", repo, "--iteration", "one", "--write-baseline", kept).code == 0
    assert run("gate", "one").code == 1

    known = run("scan", repo, "--iteration", "two", "--baseline", kept)
    assert "baseline: 1 known and tolerated, 0 new, 0 gone" in known.out
    assert run("gate", "two").code == 0

    (package / "cash.py").write_text("")
    gone = run("scan", repo, "--iteration", "three", "--baseline", kept, "--write-baseline", "--json").document
    assert gone["gone"] == ["R1: till.cash → till.card"]
    (package / "cash.py").write_text("from till import card\n")
    run("scan", repo, "--iteration", "four", "--baseline", kept)
    assert run("gate", "four").code == 1
    assert run("scan", repo, "--baseline", str(tmp_path / "nowhere")).code == 2


def test_a_scan_can_be_taken_back_and_made_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "repo" / "till").mkdir(parents=True)
    (tmp_path / "repo" / "till" / "__init__.py").touch()
    scanned = run("scan", str(tmp_path / "repo"), "--project", "till", "--json").document
    assert run("gate", "till").code == 0
    assert run("ingest", "--undo", scanned["batch_id"]).code == 0
    assert run("gate", "till").code == 3
    run("scan", str(tmp_path / "repo"), "--project", "till")
    assert run("gate", "till").code == 0
