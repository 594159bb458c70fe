"""Real processes: a time-out ends all of a task, a kill is resumed, a cancel leaves nothing behind."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.verdict import StreamState
from app.errors import BadRequest, StoreUnavailable
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import Elsewhere, Told, alive, run, stopping, until
from tests.engines.dag.test_execution import dde_of


@pytest.fixture
def marker() -> str:
    """A text that only processes of this test carry in their command lines."""
    return f"mark-{uuid4().hex}"


def sleeper(marker: str) -> str:
    """A command that sleeps long, known by its command line."""
    return f"python3 -c 'import time; time.sleep(120)' {marker}"


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


def test_a_cancelled_run_is_resumed_where_it_was(tmp_path: Path) -> None:
    nodes = [
        node("QA.A", command="echo a >> ran"),
        node("QA.B", "QA.A", command="echo b >> ran; test -e on && exit 0; touch on; sleep 60"),
        node("QA.C", "QA.B", command="echo c >> ran"),
    ]
    first = run(tmp_path, *nodes, on_stop=stopping((tmp_path / "on").exists))
    second = run(tmp_path, *nodes, resume=True)
    assert (tmp_path / "ran").read_text().split() == ["a", "b", "b", "c"]
    assert second.report.run_id == first.report.run_id
    assert dde_of(Told(second.report, [*first.events, *second.events], [])) is StreamState.PASS


def test_resume_after_a_failure_tries_what_failed_and_what_waited_for_it(tmp_path: Path) -> None:
    nodes = [
        node("QA.A", command="echo a >> ran", outputs=["ran"]),
        node("QA.B", "QA.A", command="echo b >> ran; test -e fixed"),
        node("QA.C", "QA.B", command="echo c >> ran"),
    ]
    first = run(tmp_path, *nodes)
    assert first.statuses() == {"QA.A": "COMPLETED", "QA.B": "FAILED", "QA.C": "BLOCKED"}
    (tmp_path / "fixed").touch()
    second = run(tmp_path, *nodes, resume=True)
    assert second.report.status == "COMPLETED"
    assert (tmp_path / "ran").read_text().split() == ["a", "b", "b", "c"]
    both = Told(second.report, [*first.events, *second.events], [])
    assert dde_of(both) is StreamState.PASS
    third = run(tmp_path, *nodes, resume=True)
    assert third.report.status == "COMPLETED"
    assert third.events == []


def test_an_artifact_that_was_changed_since_is_found_out_on_resume(tmp_path: Path) -> None:
    nodes = [node("BE.A", command="echo a > out", outputs=["out"]), node("BE.B", command="test -e fixed")]
    first = run(tmp_path, *nodes)
    (tmp_path / "artifacts/Iter-20261104-1200-001/BE.A/out").write_text("other")
    (tmp_path / "fixed").touch()
    second = run(tmp_path, *nodes, resume=True)
    assert second.of("artifact.validated")[0].payload.valid is False  # type: ignore[attr-defined]
    assert dde_of(Told(second.report, [*first.events, *second.events], [])) is StreamState.FAIL


def test_a_changed_manifest_is_noticed(tmp_path: Path) -> None:
    run(tmp_path, node("QA.A", command="exit 1"), node("QA.B"))
    with pytest.raises(BadRequest, match=r"QA\.C added; QA\.B removed; QA\.A changed"):
        run(tmp_path, node("QA.A", command="exit 0"), node("QA.C"), resume=True)


def test_resume_without_an_earlier_run_says_so_and_begins(tmp_path: Path) -> None:
    told = run(tmp_path, node("QA.A"), resume=True)
    assert told.report.status == "COMPLETED"
    assert "no earlier run" in told.report.notes[0]


def test_killed_at_any_moment_it_is_resumed_and_nothing_finished_runs_again(tmp_path: Path, marker: str) -> None:
    """Killed while the second task works, and twice at moments that chance picks."""
    step = "echo start-$MC_TASK >> ran; sleep 0.2; echo end-$MC_TASK >> ran"
    hang = f"echo start-$MC_TASK >> ran; test -e go || {sleeper(marker)}; echo end-$MC_TASK >> ran"
    nodes = [node("QA.A", command=step), node("QA.B", "QA.A", command=hang)]
    nodes += [node(f"QA.C{n}", "QA.B", command=step) for n in range(4)]
    there = Elsewhere(tmp_path, nodes)
    _killed(there, lambda: "start-QA.B" in there.ran())
    assert alive(marker) != []
    (tmp_path / "go").touch()
    _killed(there, lambda: there.ran().count("start-QA.B") > 1)
    assert alive(marker) == []
    _killed(there, lambda: any(word.startswith("end-QA.C") for word in there.ran()))
    code, document = there.run("--resume")
    assert (code, document["status"]) == (0, "COMPLETED")
    _nothing_finished_ran_again(there)
    report = there.events
    told = Told(None, report, [])  # type: ignore[arg-type]
    assert dde_of(told) is StreamState.PASS


def test_a_task_that_executes_is_ended_with_all_that_it_started(tmp_path: Path, marker: str) -> None:
    """Even what does not listen to SIGTERM, and is in a session that only the inner execution knew."""
    deaf = f"touch on; exec python3 -c 'import signal, time; signal.signal(15, 1); time.sleep(120)' {marker}"
    (tmp_path / "inner").mkdir()
    inner = Elsewhere(tmp_path / "inner", [node("QA.Deaf", command=deaf, grace=30)])
    execute = f"{sys.executable} -m app.cli.main execute {inner.manifest} --output {tmp_path}/inner.ndjson"
    there = Elsewhere(tmp_path, [node("QA.Outer", command=f"test -e go || {execute}", grace=0.5)])
    _killed(there, (tmp_path / "inner/on").exists)
    assert alive(marker) != []
    (tmp_path / "go").touch()
    code, document = there.run("--resume")
    assert (code, document["status"]) == (0, "COMPLETED")
    assert alive(marker) == []


def _killed(there: Elsewhere, when: object) -> None:
    with there.start("--resume", "--jobs", "2") as process:
        until(when)  # type: ignore[arg-type]
        process.kill()


def _nothing_finished_ran_again(there: Elsewhere) -> None:
    """A task that the journal calls completed started no more after that."""
    ended = set[str]()
    for event in there.events:
        if event.event_type == "dde.task.started":
            assert event.node_id not in ended
        if event.event_type == "dde.task.completed":
            ended.add(event.node_id)
    assert ended == {"QA.A", "QA.B", "QA.C0", "QA.C1", "QA.C2", "QA.C3"}
    assert there.ran().count("end-QA.A") == 1


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


def test_a_torn_last_line_of_the_journal_is_as_if_never_written(tmp_path: Path) -> None:
    nodes = [node("QA.A", command="echo a >> ran"), node("QA.B", "QA.A", command="test -e fixed")]
    run(tmp_path, *nodes)
    journal = next(tmp_path.glob("artifacts/*/.execution/build/journal.jsonl"))
    journal.write_bytes(journal.read_bytes()[:-40] + b'{"event":{"event_')
    (tmp_path / "fixed").touch()
    told = run(tmp_path, *nodes, resume=True)
    assert told.report.status == "COMPLETED"
    assert (tmp_path / "ran").read_text() == "a\n"


def test_wherever_the_journal_ends_it_is_gone_on_with(tmp_path: Path) -> None:
    """As if it had been killed after each line that it wrote."""
    spec = "printf 'openapi: 3.1.0\\ninfo: {title: a, version: b}\\npaths: {}\\n' > a.yaml"
    flaky = "test -e once || { touch once; exit 1; }; touch b"
    gate = {"name": "g", "command": "test -e b"}
    nodes = [
        node("IF.A", type="interface", contract_version="v1.0", command=spec, outputs=["a.yaml"]),
        node("BE.B", "IF.A", command=flaky, outputs=["b"], gates=[gate]),
        node("BE.C", "BE.B", condition="false"),
        node("QA.D", "BE.C"),
    ]
    retry = {"max_attempts": 2, "retry_on_failure": True}
    whole = tmp_path / "whole"
    whole.mkdir()
    assert run(whole, *nodes, retry=retry).report.status == "COMPLETED"
    lines = (whole / JOURNAL).read_bytes().splitlines(keepends=True)
    told = [line for line in lines if line.startswith((b'{"head":', b'{"event":'))]
    assert len(told) > 20
    for cut in range(1, len(told) + 1):
        root = tmp_path / f"cut-{cut}"
        shutil.copytree(whole, root)
        (root / JOURNAL).write_bytes(b"".join(told[:cut]))
        _goes_on(run(root, *nodes, retry=retry, resume=True))


JOURNAL = "artifacts/Iter-20261104-1200-001/.execution/build/journal.jsonl"


def _goes_on(told: Told) -> None:
    assert told.report.status == "COMPLETED"
    assert dde_of(told) is StreamState.PASS
    ended = set[str]()
    for event in told.events:
        assert not (event.event_type == "dde.task.started" and event.node_id in ended)
        ended |= {event.node_id} if event.event_type == "dde.task.completed" else set()
    counts = told.of("workflow.completed")[-1].payload.counts  # type: ignore[attr-defined]
    assert (counts["completed"], counts["skipped"]) == (3, 1)
