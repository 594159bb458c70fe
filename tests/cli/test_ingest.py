"""``ingest``: a line per file, one batch, an exit code that says whether all was read, and a way back."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

JUNIT = """<testsuite name="till" tests="2" failures="1" timestamp="2026-11-04T12:00:00Z">
<testcase classname="test_till" name="test_pays" file="test_till.py" line="3" time="0.1"/>
<testcase classname="test_till" name="test_refunds" file="test_till.py" line="9" time="0.2">
<failure message="boom">test_till.py:11: boom</failure></testcase></testsuite>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.xml"
    file.write_text(JUNIT)
    return file


def test_a_report_turns_the_verdict_and_names_the_test(run: Run, report: Path) -> None:
    told = run("ingest", str(report), "--project", "shop")
    assert told.code == 0
    assert f"read     {report}: junit-xml" in told.err
    assert "local/shop" in told.out
    shut = run("gate", "shop", "--json")
    assert shut.code == 1
    assert shut.document["scope_note"] == "BDV only"
    assert "test_refunds" in shut.document["reasons"][0]["title"]
    assert shut.document["reasons"][0]["file"] == "test_till.py"


def test_a_file_that_is_not_read_shows_in_the_exit_code(run: Run, report: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.xml").write_text(JUNIT[:200])
    (tmp_path / "notes.txt").write_text("nothing of ours")
    told = run("ingest", str(tmp_path), "--project", "shop", "--json")
    assert told.code == 1
    states = {Path(f["path"]).name: f["state"] for f in told.document["files"]}
    assert states["broken.xml"] == "refused"
    assert states["notes.txt"] == "unknown"
    assert states["report.xml"] == "read"
    refused = next(f for f in told.document["files"] if f["state"] == "refused")
    assert "line" in refused["place"]
    assert refused["reason"]


def test_the_same_file_twice_changes_nothing(run: Run, report: Path) -> None:
    run("ingest", str(report), "--project", "shop")
    before = run("verify", "shop", "--json").document["iterations"][0]
    run("ingest", str(report), "--project", "shop")
    after = run("verify", "shop", "--json").document["iterations"][0]
    assert after["state_hash"] == before["state_hash"]


def test_an_ingest_can_be_taken_back_and_brought_again(run: Run, report: Path) -> None:
    batch = run("ingest", str(report), "--project", "shop", "--json").document["batch_id"]
    assert run("gate", "shop").code == 1
    undone = run("ingest", "--undo", batch, "--json")
    assert undone.code == 0
    assert undone.document["iterations"] == ["shop"]
    assert run("gate", "shop").code == 3
    run("ingest", str(report), "--project", "shop")
    again = run("gate", "shop", "--json")
    assert again.code == 1
    assert again.document["scope_note"] == "BDV only"


def test_a_dry_run_reads_and_sends_nothing(run: Run, report: Path) -> None:
    told = run("ingest", str(report), "--project", "shop", "--dry-run")
    assert told.code == 0
    assert "nothing was sent" in told.out
    assert run("gate", "shop").code == 2


def test_streams_that_are_named_are_required(run: Run, report: Path) -> None:
    run("ingest", str(report), "--project", "shop", "--streams", "bdv,acc")
    assert run("gate", "shop", "--json").document["acc_gate"] == "pending"
    refused = run("ingest", str(report), "--project", "shop", "--streams", "css")
    assert refused.code == 2
    assert "--streams takes a list of dde, bdv, acc" in refused.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "files or folders"),
        (("--undo", "b-1", "file"), "files or folders"),
        (("--undo", "b-1"), "'b-1'"),
    ],
)
def test_a_call_that_means_nothing_says_what_it_takes(run: Run, words: tuple[str, ...], said: str) -> None:
    told = run("ingest", *words)
    assert told.code == 2
    assert said in told.err


def test_where_nothing_says_where_a_file_belongs_it_has_to_be_said(run: Run, report: Path) -> None:
    told = run("ingest", str(report))
    assert told.code == 2
    assert "--project NAME" in told.err


def test_a_folder_without_files_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("ingest", str(tmp_path / "empty"), "--project", "shop").code == 2
