"""What tasks print and write is kept whole, and told within bounds."""

import json
from pathlib import Path

import pytest

from app.domain.verdict import StreamState
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import run
from tests.engines.dag.judging import dde_of


def test_output_is_kept_whole_in_a_file_and_bounded_in_events(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", command="seq 30000; echo oops >&2; printf 'no newline'"))
    lines = told.lines("BE.A")
    assert lines[0] == "1"
    assert {"no newline", "oops"} <= set(lines)
    assert any("lines are left out" in line for line in lines)
    assert len(lines) < 2700
    log = next(Path(told.report.folder).glob("logs/*/BE.A/1.log")).read_text()
    assert {"29000", "no newline", "oops"} <= set(log.replace("newlineoops", "newline\noops").splitlines())
    channels = {e.payload.channel for e in told.of("log.recorded")}  # type: ignore[attr-defined]
    assert channels == {"stdout", "stderr"}


def test_what_a_silent_task_printed_before_is_told_while_it_works(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", command="echo begun; sleep 4"))
    recorded, ended = told.of("log.recorded")[0], told.of("task.completed")[0]
    assert ended.timestamp - recorded.timestamp > 1000


def test_long_lines_never_make_an_event_that_cannot_be_read_again(tmp_path: Path) -> None:
    escapes = "python3 -c \"print(('\\x1b' * 4000 + '\\n') * 3000)\""
    nodes = [node("BE.A", command=escapes), node("BE.B", "BE.A", command="test -e fixed")]
    run(tmp_path, *nodes)
    (tmp_path / "fixed").touch()
    again = run(tmp_path, *nodes, resume=True)
    assert again.report.status == "COMPLETED"
    assert again.of("task.started", "BE.A") == []


def test_output_that_is_no_text_or_one_endless_line_does_no_harm(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", command="head -c 300000 /dev/zero; head -c 1000 /dev/urandom; echo"))
    assert told.report.status == "COMPLETED"
    assert all(len(line) <= 4000 for line in told.lines("BE.A"))


def test_what_a_task_writes_in_its_folder_is_stamped_with_a_side_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    task = node(
        "BE.A", command="mkdir -p x; echo 1 > x/f; echo 2 > f", cwd="sub", outputs=["x/f", "f"], labels={"a": "b"}
    )
    told = run(tmp_path, task)
    folder = tmp_path / "artifacts" / "Iter-20261104-1200-001" / "BE.A"
    assert sorted(f.name for f in folder.iterdir()) == ["f", "f.meta.json", "x__f", "x__f.meta.json"]
    meta = json.loads((folder / "x__f.meta.json").read_text())
    stamped = told.of("artifact.stamped")[0].payload
    assert meta["sha256"] == stamped.sha256  # type: ignore[attr-defined]
    assert (meta["original_path"], meta["size_bytes"], meta["labels"]) == ("sub/x/f", 2, {"a": "b"})
    assert dde_of(told) is StreamState.PASS


@pytest.mark.parametrize("command", ["true", "mkdir -p out"])
def test_a_declared_output_that_was_not_made_fails_the_task(tmp_path: Path, command: str) -> None:
    told = run(tmp_path, node("BE.A", command=command, outputs=["out"]))
    assert told.statuses() == {"BE.A": "FAILED"}
    assert "declared output out" in told.report.tasks[0].error
