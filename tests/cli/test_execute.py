"""``execute``: plan and findings first, then the work, then the verdict; the exit code says how it went."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.domain.workflow.manifests import node, plain
from tests.engines.dag.test_files import example_in


@pytest.fixture
def planned(tmp_path: Path) -> Any:
    """Writes a manifest and answers with its path."""

    def write(*nodes: dict[str, Any], name: str = "plan.json", **more: Any) -> str:
        (tmp_path / name).write_text(json.dumps(plain(*nodes, **more)))
        return str(tmp_path / name)

    return write


def test_the_example_runs_and_its_gate_opens(run: Run, tmp_path: Path) -> None:
    told = run("execute", str(example_in(tmp_path)), "--json", "--iteration", "orders")
    assert told.code == 0, told.err
    assert told.document["status"] == "COMPLETED"
    assert {t["task"]: t["status"] for t in told.document["tasks"]}["QA.Load"] == "SKIPPED"
    opened = run("gate", "orders", "--json")
    assert (opened.code, opened.document["scope_note"]) == (0, "DDE only")


def test_a_dry_run_shows_plan_and_findings_and_sends_nothing(run: Run, planned: Any, data: Path) -> None:
    path = planned(node("BE.A", command="touch ran"), node("IF.B", type="interface"), node("BE.C", "BE.A"))
    told = run("execute", path, "--dry-run")
    assert told.code == 0
    assert "group 1 (interfaces first): IF.B" in told.out
    assert "critical path: BE.A → BE.C (2 min)" in told.out
    assert "missing_contract" not in told.out
    assert "MEDIUM" in told.out
    assert not (Path(path).parent / "ran").exists()
    assert not data.exists()


def test_a_manifest_with_errors_is_1_when_asked_about_and_2_when_run(run: Run, planned: Any) -> None:
    path = planned(node("BE.A", "BE.B"), node("BE.B", "BE.A"), node("BE.B"), node("BE.C", "BE.X"))
    asked = run("execute", path, "--dry-run", "--json")
    assert asked.code == 1
    assert {f["code"] for f in asked.document["findings"]} >= {"cycle", "duplicate_id", "unknown_dependency"}
    told = run("execute", path)
    assert told.code == 2
    assert "cannot be run" in told.out


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nodes": 3}', "just text"])
def test_files_that_are_no_manifest_are_2(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text)
    assert run("execute", str(file)).code == 2
    assert run("execute", str(tmp_path / "nowhere.yaml")).code == 2


def test_a_failure_is_1_and_named(run: Run, planned: Any) -> None:
    told = run("execute", planned(node("BE.A", command="echo broken; exit 4"), node("BE.B", "BE.A")))
    assert told.code == 1
    assert "failed BE.A (attempt 1): exit code 4: broken" in told.out
    assert "blocked   BE.B" in told.err


def test_a_rerun_that_goes_well_opens_the_gate_that_a_failure_shut(run: Run, planned: Any, tmp_path: Path) -> None:
    path = planned(node("BE.A", command="test -e fixed"), node("BE.B", "BE.A"), iteration_id="shop")
    run("execute", path)
    assert run("gate", "shop").code == 1
    (tmp_path / "fixed").touch()
    assert run("execute", path).code == 0
    assert run("gate", "shop").code == 0


def test_two_workflows_of_one_iteration_are_judged_together(run: Run, planned: Any, tmp_path: Path) -> None:
    good = planned(node("BE.A"), name="good.json", iteration_id="shop")
    bad = planned(node("QA.A", command="test -e fixed"), name="bad.json", iteration_id="shop")
    run("execute", good)
    assert run("gate", "shop").code == 0
    run("execute", bad)
    shut = run("gate", "shop", "--json")
    assert shut.code == 1
    assert "evidence_contradicts" not in {reason["code"] for reason in shut.document["reasons"]}
    (tmp_path / "fixed").touch()
    run("execute", bad, "--resume")
    assert run("gate", "shop").code == 0


def test_events_can_be_written_to_a_file_and_read_from_it(run: Run, planned: Any, tmp_path: Path) -> None:
    lines = tmp_path / "out" / "events.ndjson"
    path = planned(node("BE.A"), iteration_id="shop")
    assert run("execute", path, "--output", str(lines)).code == 0
    assert run("gate", "shop").code == 2
    assert run("ingest", str(lines)).code == 0
    assert run("gate", "shop").code == 0


def test_what_a_task_hands_to_ingest_lands_in_the_iteration(run: Run, planned: Any, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text('<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>')
    command = f"{sys.executable} -m app.cli.main ingest $MC_HERE/junit.xml"
    root = str(Path(__file__).parents[2])
    task = node("QA.A", command=command, env={"MC_HERE": str(tmp_path), "PYTHONPATH": root})
    told = run("execute", planned(task, iteration_id="shop"), "--streams", "dde,bdv")
    assert told.code == 0, told.err
    assert run("gate", "shop", "--json").document["bdv_gate"] == "pass"


@pytest.mark.parametrize("words", [("--jobs", "-1"), ("--root", "/no/such/folder"), ("--streams", "xyz")])
def test_arguments_that_mean_nothing_are_2(run: Run, planned: Any, words: tuple[str, str]) -> None:
    assert run("execute", planned(node("BE.A")), *words).code == 2


def test_when_nobody_reads_the_progress_any_more_the_work_goes_on(planned: Any, data: Path) -> None:
    path = planned(node("BE.A", command="sleep 0.5"), node("BE.B", "BE.A", command="echo b >> ran"))
    ours, theirs = os.pipe()
    command = [sys.executable, "-m", "app.cli.main", "execute", path, "--output", os.devnull, "--json"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stderr=theirs, stdout=subprocess.PIPE, text=True
    ) as process:
        os.close(theirs)
        os.close(ours)
        told = json.loads(process.communicate()[0])
    assert (process.returncode, told["status"]) == (0, "COMPLETED")
    assert (Path(path).parent / "ran").exists()


def test_on_a_terminal_the_tasks_at_work_are_shown(planned: Any, data: Path) -> None:
    path = planned(node("BE.A", command="sleep 1.2"), node("BE.B", "BE.A"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app.cli.main", "execute", path, "--output", os.devnull]
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], env=environ, stderr=theirs, stdout=subprocess.DEVNULL
    ) as process:
        os.close(theirs)
        shown = _all_of(ours)
    assert process.returncode == 0
    assert "0 of 2 tasks" in shown
    assert "● BE.A 1 s" in shown
    assert "completed BE.B" in shown


def _all_of(number: int) -> str:
    """What a terminal was given until nobody writes to it any more."""
    shown = b""
    while True:
        try:
            piece = os.read(number, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(number)
    return shown.decode("utf-8", "replace")
