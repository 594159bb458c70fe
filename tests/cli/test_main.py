"""The command line as a whole: help with examples, one line for what goes wrong, JSON where it is asked for."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli.main import build_parser
from app.cli.verbs import VERBS
from tests.cli.conftest import Run

MODULE = (sys.executable, "-m", "app.cli.main")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_each_verb_explains_itself_with_an_example(verb, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([verb.name, "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "examples:" in told
    assert f"mission-control {verb.name}" in told
    assert "--json" in told


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_each_example_is_a_command_line_that_is_understood(verb) -> None:
    for example in verb.examples:
        words = shlex.split(example[example.index("mission-control ") :])
        assert build_parser().parse_args(words[1:]).verb is verb


def test_the_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--help"])
    told = capsys.readouterr().out
    assert all(verb.help[:40] in " ".join(told.split()) for verb in VERBS)


def test_a_wrong_setting_is_one_line_and_exit_code_2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MC_PORT", "web")
    told = run("status")
    assert (told.code, told.out) == (2, "")
    assert told.err.splitlines() == ["mission-control: MC_PORT takes a port number from 1 to 65535, found 'web'"]


def test_a_misspelt_setting_is_pointed_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MC_PROT", "8051")
    told = run("status")
    assert told.code == 0
    assert "MC_PROT means nothing" in told.err


def test_what_goes_wrong_is_told_in_json_as_well(run: Run) -> None:
    told = run("gate", "nowhere", "--json")
    assert told.code == 2
    assert told.document["error"] == "UnknownIteration"
    assert "nowhere" in told.document["detail"]


def test_a_data_folder_that_cannot_be_used_is_one_line_without_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (str(tmp_path / "file"), "/proc/nowhere"):
        told = subprocess.run(
            [*MODULE, "status"],
            env={"MC_DATA": folder, "PATH": "/usr/bin:/bin"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 2
        assert told.stderr.startswith(f"mission-control: MC_DATA={folder} cannot be used")
        assert len(told.stderr.splitlines()) == 1


def test_an_answer_that_nobody_reads_to_its_end_is_no_fault(data: Path) -> None:
    command = f"{' '.join(MODULE)} doctor --json | head -c 1"
    told = subprocess.run(
        command,
        shell=True,
        env={"MC_DATA": str(data), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in told.stderr


def test_a_polite_kill_leaves_no_scratch_files_behind(data: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [*MODULE, "scan", str(root), "--project", "self"],
        env={"MC_DATA": str(data), "TMPDIR": str(scratch), "PATH": os.environ["PATH"]},
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not list(scratch.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.terminate()
    assert process.wait(timeout=30) == 143
    assert list(scratch.iterdir()) == []
