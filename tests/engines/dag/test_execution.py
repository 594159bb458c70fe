"""An execution does what the manifest says, in order, and tells of it in events that add up."""

import threading
import time
from pathlib import Path

import pytest

from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.graph import NodeId
from app.domain.moments import NOW
from app.domain.state import read
from app.domain.verdict import StreamState
from app.errors import SetupError, StoreUnavailable
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import Told, run, until
from tests.engines.dag.judging import dde_of


def test_tasks_run_in_order_and_the_verdict_passes(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.B", "BE.A", command="cat a > b"), node("BE.A", command="echo one > a"))
    assert (tmp_path / "b").read_text() == "one\n"
    assert told.report.status == "COMPLETED"
    assert dde_of(told) is StreamState.PASS


@pytest.mark.parametrize("command", ["exit 3", "kill -9 $$", "no_such_command_here"])
def test_a_failure_blocks_what_needs_it_and_nothing_else(tmp_path: Path, command: str) -> None:
    told = run(
        tmp_path,
        node("BE.A", command=command),
        node("BE.B", "BE.A"),
        node("BE.C", "BE.B"),
        node("BE.D"),
    )
    assert told.statuses() == {"BE.A": "FAILED", "BE.B": "BLOCKED", "BE.C": "BLOCKED", "BE.D": "COMPLETED"}
    assert told.report.status == "FAILED"
    assert dde_of(told) is StreamState.FAIL
    ended = told.of("workflow.failed")[0].payload
    assert ended.failed_node == "BE.A"  # type: ignore[attr-defined]
    assert ended.counts["failed"] == 1  # type: ignore[attr-defined]


def test_a_condition_that_does_not_hold_skips_a_task_with_its_gates(tmp_path: Path) -> None:
    told = run(
        tmp_path,
        node("BE.A", condition='env.WANTED == "yes"', gates=[{"name": "g", "command": "touch asked"}]),
        node("BE.B", "BE.A", condition='skipped("BE.A")', command="touch b"),
    )
    assert told.statuses() == {"BE.A": "SKIPPED", "BE.B": "COMPLETED"}
    assert not (tmp_path / "asked").exists()
    assert (tmp_path / "b").exists()
    assert len(told.of("gate.skipped", "BE.A")) == 1
    assert dde_of(told) is StreamState.PASS


def test_a_condition_that_cannot_be_evaluated_runs_the_task_and_is_reported(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", condition="number(env.NOPE) > 3"))
    assert told.statuses() == {"BE.A": "COMPLETED"}
    assert "cannot be evaluated" in told.lines("BE.A")[0]
    assert any(step.word == "note" and "cannot be evaluated" in step.text for step in told.steps)


def test_flaky_tasks_are_tried_again_after_a_wait_that_is_told(tmp_path: Path) -> None:
    retry = {"max_attempts": 3, "retry_on_failure": True, "retry_delay_seconds": 0.2, "exponential_backoff": True}
    command = 'echo $MC_ATTEMPT >> tries; test "$(wc -l < tries)" -ge 3'
    told = run(tmp_path, node("QA.A", command=command, retry=retry))
    assert (tmp_path / "tries").read_text().split() == ["1", "2", "3"]
    assert told.statuses() == {"QA.A": "COMPLETED"}
    retries = [event.payload for event in told.of("task.retry_initiated")]
    starts = [event.timestamp for event in told.of("task.started")]
    assert [r.retry_count for r in retries] == [1, 2]  # type: ignore[attr-defined]
    assert all(r.next_retry_at <= at for r, at in zip(retries, starts[1:], strict=True))  # type: ignore[attr-defined]
    assert dde_of(told) is StreamState.PASS


def test_attempts_end_with_a_word_that_they_are_used_up(tmp_path: Path) -> None:
    told = run(tmp_path, node("QA.A", command="exit 1", retry={"max_attempts": 2, "retry_on_failure": True}))
    assert told.statuses() == {"QA.A": "FAILED"}
    assert len(told.of("task.retry_exhausted")) == 1
    assert told.of("task.failed")[0].payload.attempts == 2  # type: ignore[attr-defined]


def test_the_wait_of_one_task_holds_nobody_else_up(tmp_path: Path) -> None:
    retry = {"max_attempts": 2, "retry_on_failure": True, "retry_delay_seconds": 1.5}
    flaky = node("QA.A", command="test -e b", retry=retry)
    told = run(tmp_path, flaky, node("QA.B", command="touch b"), jobs=1)
    assert told.statuses() == {"QA.A": "COMPLETED", "QA.B": "COMPLETED"}
    assert told.of("task.completed")[0].node_id == "QA.B"


def test_so_many_tasks_run_at_a_time_and_no_more(tmp_path: Path) -> None:
    meet = "touch $MC_TASK; for i in $(seq 200); do test $(ls QA.* | wc -l) -ge 3 && exit 0; sleep 0.05; done; exit 1"
    told = run(tmp_path, *(node(f"QA.{n}", command=meet) for n in range(3)), jobs=3)
    assert told.report.status == "COMPLETED"
    count = "ls running.* 2>/dev/null | wc -l >> seen; touch running.$MC_TASK; sleep 0.1; rm running.$MC_TASK"
    run(tmp_path, *(node(f"QA.{n}", command=count) for n in range(5)), jobs=2)
    assert max(map(int, (tmp_path / "seen").read_text().split())) <= 1


def test_ready_tasks_start_in_order_of_id_interfaces_first(tmp_path: Path) -> None:
    told = run(
        tmp_path,
        node("BE.Z"),
        node("BE.A"),
        node("DB.Seed"),
        node("IF.Z", "DB.Seed", type="interface"),
        node("IF.A", type="interface"),
        jobs=1,
    )
    assert [e.node_id for e in told.of("task.started")] == ["DB.Seed", "IF.A", "IF.Z", "BE.A", "BE.Z"]


def test_a_process_joins_the_trace_and_knows_where_it_belongs(tmp_path: Path) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    names = "TRACEPARENT MC_TENANT MC_PROJECT MC_ITERATION MC_COMMIT MC_WORKFLOW MC_TASK MC_ATTEMPT OWN"
    command = " ".join(f"${name}" for name in names.split())
    told = run(
        tmp_path,
        node("BE.A", command=f"echo {command}", env={"OWN": "mine"}),
        environ={"TRACEPARENT": parent},
    )
    started, workflow = told.of("task.started")[0], told.of("workflow.started")[0]
    assert told.lines("BE.A") == [
        f"{started.traceparent} t shop Iter-20261104-1200-001 c0ffee build BE.A 1 mine",
    ]
    assert {event.trace_id for event in told.events} == {"0af7651916cd43dd8448eb211c80319c"}
    assert workflow.parent_span_id == "b7ad6b7169203331"
    assert started.parent_span_id == workflow.span_id != started.span_id
    recorded = told.of("log.recorded")[0]
    assert (recorded.span_id, recorded.parent_span_id) == (started.span_id, workflow.span_id)


def test_a_missing_folder_to_work_in_fails_the_task_with_a_word(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", cwd="nowhere"))
    assert told.statuses() == {"BE.A": "FAILED"}
    assert "nowhere" in told.report.tasks[0].error


def test_a_rerun_opens_anew_and_what_it_no_longer_has_is_gone(tmp_path: Path) -> None:
    first = run(tmp_path, node("BE.A", command="exit 1"), node("BE.Old", outputs=["x"], command="touch x"))
    second = run(tmp_path, node("BE.A"))
    both = Told(second.report, [*first.events, *second.events], [])
    assert dde_of(first) is StreamState.FAIL
    assert dde_of(both) is StreamState.PASS
    entries = [entry_of(event, n + 1) for n, event in enumerate(both.events)]
    state = read(fold(entries, NOW))
    assert state.get("Task/BE.Old") is None
    task = fold(entries, NOW).nodes[NodeId("Task", "BE.A")]
    assert (task.get("status"), task.get("error_message")) == ("COMPLETED", "")


def test_what_nobody_takes_waits_in_the_journal_and_is_sent_with_resume(tmp_path: Path) -> None:
    def refuse(events: object) -> None:
        raise StoreUnavailable("the log is away")

    first = run(tmp_path, node("BE.A", command="echo x >> ran"), deliver=refuse)
    assert first.report.status == "COMPLETED"
    assert first.report.undelivered > 0
    assert "the log is away" in first.report.notes[0]
    second = run(tmp_path, node("BE.A", command="echo x >> ran"), resume=True)
    assert (tmp_path / "ran").read_text() == "x\n"
    assert [e.event_type for e in second.events][-1] == "dde.workflow.completed"
    assert dde_of(second) is StreamState.PASS


def test_two_executions_of_one_workflow_at_once_are_refused(tmp_path: Path) -> None:
    going = threading.Thread(target=run, args=(tmp_path, node("BE.A", command="touch on; sleep 1")))
    going.start()
    until((tmp_path / "on").exists)
    with pytest.raises(SetupError, match="another process executes"):
        run(tmp_path, node("BE.A"))
    going.join()


def test_time_never_steps_back_in_what_is_told(tmp_path: Path) -> None:
    began = time.time_ns() // 1_000_000
    told = run(tmp_path, *(node(f"BE.{n}") for n in range(6)))
    times = [event.timestamp for event in told.events]
    assert times == sorted(times)
    assert times[0] >= began
