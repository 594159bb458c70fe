"""Real processes: a time-out or a cancel ends all of a task, and leaves nothing behind."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from app.domain.verdict import StreamState
from app.errors import StoreUnavailable
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import Elsewhere, alive, run, stopping, until
from tests.engines.dag.judging import dde_of
from tests.engines.dag.processes import killed, sleeper


def test_a_time_out_ends_the_whole_group_with_grandchildren(tmp_path: Path, marker: str) -> None:
    command = f"({sleeper(marker)} & {sleeper(marker)} & wait) & {sleeper(marker)}"
    told = run(tmp_path, node("QA.A", command=command, timeout=1, grace=1))
    assert told.statuses() == {"QA.A": "FAILED"}
    assert told.report.tasks[0].error.startswith("timeout")
    assert alive(marker) == []


def test_what_does_not_listen_is_killed_after_the_grace(tmp_path: Path, marker: str) -> None:
    command = f"trap '' TERM; python3 -c 'import signal,time; signal.signal(15,1); time.sleep(120)' {marker}"
    began = time.monotonic()
    told = run(tmp_path, node("QA.A", command=command, timeout=1, grace=0.5))
    assert told.statuses() == {"QA.A": "FAILED"}
    assert alive(marker) == []
    assert time.monotonic() - began < 15


def test_a_polite_end_may_clean_up_within_the_grace(tmp_path: Path) -> None:
    command = "trap 'echo tidy > tidied; exit 0' TERM; sleep 60 & wait"
    run(tmp_path, node("QA.A", command=command, timeout=0.5, grace=5))
    assert (tmp_path / "tidied").read_text() == "tidy\n"


def test_when_its_output_cannot_be_kept_nothing_runs_on(tmp_path: Path, marker: str) -> None:
    logs = tmp_path / "artifacts/Iter-20261104-1200-001/.execution/build/logs"
    logs.parent.mkdir(parents=True)
    logs.touch()
    with pytest.raises(StoreUnavailable, match="takes no more"):
        run(tmp_path, node("QA.A", command=f"echo on; {sleeper(marker)}"))
    assert alive(marker) == []


def test_a_time_out_may_be_tried_again(tmp_path: Path) -> None:
    retry = {"max_attempts": 2, "retry_on_failure": True}
    told = run(tmp_path, node("QA.A", command="test -e f || { touch f; sleep 60; }", timeout=0.5, retry=retry))
    assert told.statuses() == {"QA.A": "COMPLETED"}


@pytest.mark.parametrize("redirect", ["", ">/dev/null 2>&1"])
def test_what_a_task_leaves_running_ends_with_it(tmp_path: Path, marker: str, redirect: str) -> None:
    told = run(tmp_path, node("QA.A", command=f"{sleeper(marker)} {redirect} & echo left", grace=1))
    assert told.statuses() == {"QA.A": "COMPLETED"}
    assert told.report.took_ms < 20_000
    assert alive(marker) == []


def test_a_task_that_closes_its_output_is_waited_for(tmp_path: Path) -> None:
    run(tmp_path, node("QA.A", command="exec >&- 2>&-; sleep 0.5; touch done"))
    assert (tmp_path / "done").exists()


def test_a_cancel_ends_what_runs_and_records_it(tmp_path: Path, marker: str) -> None:
    told = run(
        tmp_path,
        node("QA.A", command="true"),
        node("QA.B", "QA.A", command=f"touch on; {sleeper(marker)}"),
        node("QA.C", "QA.B"),
        on_stop=stopping((tmp_path / "on").exists),
    )
    assert told.report.status == "CANCELLED"
    assert told.statuses() == {"QA.A": "COMPLETED", "QA.B": "CANCELLED", "QA.C": "BLOCKED"}
    assert alive(marker) == []
    assert told.of("task.failed", "QA.B")[0].payload.error == "cancelled"  # type: ignore[attr-defined]
    assert dde_of(told) is StreamState.FAIL


def test_a_task_that_executes_is_ended_with_all_that_it_started(tmp_path: Path, marker: str) -> None:
    """Even what does not listen to SIGTERM, and is in a session that only the inner execution knew."""
    deaf = f"touch on; exec python3 -c 'import signal, time; signal.signal(15, 1); time.sleep(120)' {marker}"
    (tmp_path / "inner").mkdir()
    inner = Elsewhere(tmp_path / "inner", [node("QA.Deaf", command=deaf, grace=30)])
    execute = f"{sys.executable} -m app.cli.main execute {inner.manifest} --output {tmp_path}/inner.ndjson"
    there = Elsewhere(tmp_path, [node("QA.Outer", command=f"test -e go || {execute}", grace=0.5)])
    killed(there, (tmp_path / "inner/on").exists)
    assert alive(marker) != []
    (tmp_path / "go").touch()
    code, document = there.run("--resume")
    assert (code, document["status"]) == (0, "COMPLETED")
    assert alive(marker) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_with_exit_code_130(tmp_path: Path, marker: str, number: signal.Signals) -> None:
    there = Elsewhere(tmp_path, [node("QA.A", command=f"echo on >> ran; {sleeper(marker)}"), node("QA.B", "QA.A")])
    with there.start() as process:
        until(there.ran)  # type: ignore[arg-type]
        os.kill(process.pid, number)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert alive(marker) == []
    kinds = [event.event_type for event in there.events]
    assert kinds[-2:] == ["dde.task.failed", "dde.workflow.failed"]


def test_a_hang_up_that_it_was_started_to_ignore_stops_nothing(tmp_path: Path) -> None:
    there = Elsewhere(tmp_path, [node("QA.A", command="echo on >> ran; sleep 1; echo off >> ran")])
    with there.start(through=("/bin/sh", "-c", 'trap "" HUP; exec "$@"', "nohup")) as process:
        until(there.ran)  # type: ignore[arg-type]
        os.kill(process.pid, signal.SIGHUP)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert there.ran() == ["on", "off"]
