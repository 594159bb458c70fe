"""Gates before, while and after a task works: who stops it, who only warns, and what is asked again."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.payloads.dde import GateEvent
from app.domain.verdict import StreamState
from app.errors import StoreUnavailable
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import Told, run
from tests.engines.dag.judging import dde_of


def gate(name: str, command: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "command": command, **more}


def answers(told: Told) -> dict[str, str]:
    """Per gate its last word."""
    found = {}
    for word in ("started", "passed", "failed", "skipped"):
        for event in told.of(f"gate.{word}"):
            assert isinstance(event.payload, GateEvent)
            found[event.payload.gate_name] = word
    return found


@pytest.mark.parametrize("phase", ["pre", "during", "post"])
def test_a_blocking_gate_that_fails_stops_the_task(tmp_path: Path, phase: str) -> None:
    task = node("BE.A", command="sleep 0.3; touch done", gates=[gate("g", "exit 1", phase=phase)])
    told = run(tmp_path, task, node("BE.B", "BE.A"))
    assert told.statuses() == {"BE.A": "FAILED", "BE.B": "BLOCKED"}
    assert told.report.tasks[0].error.startswith("Gate g did not pass")
    assert (tmp_path / "done").exists() == (phase == "post")
    assert dde_of(told) is StreamState.FAIL


@pytest.mark.parametrize("severity", ["WARNING", "INFO"])
@pytest.mark.parametrize("phase", ["pre", "during", "post"])
def test_a_gate_that_only_warns_stops_nothing(tmp_path: Path, phase: str, severity: str) -> None:
    told = run(tmp_path, node("BE.A", gates=[gate("g", "exit 1", phase=phase, severity=severity)]))
    assert told.statuses() == {"BE.A": "COMPLETED"}
    assert answers(told) == {"g": "failed"}
    assert told.report.tasks[0].remarks == (f"gate g ({severity}) did not pass: exit code 1",)
    assert any("gate g" in step.text for step in told.steps if step.word == "note")
    assert dde_of(told) is StreamState.PASS


def test_a_gate_beside_the_work_ends_it_when_it_fails(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", command="sleep 60", gates=[gate("watch", "exit 1", phase="during")]))
    assert told.statuses() == {"BE.A": "FAILED"}
    assert told.report.took_ms < 20_000


def test_a_gate_beside_the_work_that_cannot_answer_lets_nothing_pass(tmp_path: Path) -> None:
    logs = tmp_path / "artifacts/Iter-20261104-1200-001/.execution/build/logs"
    logs.parent.mkdir(parents=True)
    logs.touch()
    with pytest.raises(StoreUnavailable, match=r"gate-watch\.log takes no more"):
        run(tmp_path, node("BE.A", gates=[gate("watch", "echo on", phase="during")]))


def test_a_gate_beside_the_work_may_take_longer_than_the_work(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", gates=[gate("watch", "sleep 0.5; touch seen", phase="during")]))
    assert told.statuses() == {"BE.A": "COMPLETED"}
    assert (tmp_path / "seen").exists()


def test_the_measured_value_is_held_against_the_threshold_and_told(tmp_path: Path) -> None:
    gates = [
        gate("good", "echo value: 0.83", threshold=0.8),
        gate("low", "echo value: 0.7", threshold=0.8, severity="WARNING"),
    ]
    told = run(tmp_path, node("BE.A", gates=gates), node("BE.B", "BE.A", condition='value("BE.A", "good") > 0.8'))
    good, low = told.of("gate.passed")[0].payload, told.of("gate.failed")[0].payload
    assert isinstance(good, GateEvent)
    assert isinstance(low, GateEvent)
    assert (good.value, good.threshold) == (0.83, 0.8)
    assert low.message == "0.7 is below the threshold of 0.8"
    assert told.statuses()["BE.B"] == "COMPLETED"


def test_only_a_passing_fault_is_asked_again(tmp_path: Path) -> None:
    flaky = 'echo x >> asked; test "$(wc -l < asked)" -ge 3 || { echo connection reset; exit 1; }'
    firm = "echo x >> firm; echo wrong; exit 1"
    gates = [
        gate("flaky", flaky, retries=3, retry_delay=0.01),
        gate("firm", firm, retries=3, retry_delay=0.01, severity="INFO"),
    ]
    told = run(tmp_path, node("BE.A", gates=gates))
    assert answers(told) == {"flaky": "passed", "firm": "failed"}
    assert len((tmp_path / "asked").read_text().split()) == 3
    assert len((tmp_path / "firm").read_text().split()) == 1


def test_a_gate_that_hangs_runs_out_of_time(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", gates=[gate("g", "sleep 60", timeout=0.3)], grace=0.2))
    assert "timeout after 0.3 s" in told.report.tasks[0].error


def test_a_gate_waits_for_those_it_depends_on_and_fails_as_unmet(tmp_path: Path) -> None:
    gates = [
        gate("late", "touch late", depends_on=["early"], severity="WARNING"),
        gate("early", "exit 1", severity="WARNING"),
        gate("fine", "true", depends_on=["off"]),
        gate("off", "exit 1", enabled=False),
    ]
    told = run(tmp_path, node("BE.A", gates=gates))
    assert answers(told) == {"late": "failed", "early": "failed", "fine": "passed", "off": "skipped"}
    late = next(e.payload for e in told.of("gate.failed") if getattr(e.payload, "gate_name", "") == "late")
    assert getattr(late, "message", "") == "unmet: it depends on early"
    assert not (tmp_path / "late").exists()


def test_a_bypassed_gate_counts_as_passed_and_keeps_the_reason(tmp_path: Path) -> None:
    bypass = {"by": "Ada", "reason": "the scanner is down, ticket 7"}
    told = run(tmp_path, node("BE.A", gates=[gate("g", "touch asked; exit 1", bypass=bypass)]))
    assert not (tmp_path / "asked").exists()
    said = told.of("gate.passed")[0].payload
    assert getattr(said, "bypass_reason", "") == "the scanner is down, ticket 7 (by Ada)"
    assert dde_of(told) is StreamState.PASS


def test_a_gate_has_a_span_of_its_own_within_the_attempt(tmp_path: Path) -> None:
    told = run(tmp_path, node("BE.A", gates=[gate("g", "echo $TRACEPARENT")]))
    started, asked = told.of("task.started")[0], told.of("gate.started")[0]
    assert asked.parent_span_id == started.span_id
    assert told.lines("BE.A") == [asked.traceparent]


def test_a_failed_gate_is_no_reason_for_another_attempt(tmp_path: Path) -> None:
    retry = {"max_attempts": 3, "retry_on_failure": True}
    told = run(tmp_path, node("BE.A", command="echo x >> ran", retry=retry, gates=[gate("g", "exit 1")]))
    assert told.statuses() == {"BE.A": "FAILED"}
    assert (tmp_path / "ran").read_text() == "x\n"
