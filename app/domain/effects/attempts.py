"""What an attempt at a scenario states: the scenario's state, and a TestRun with its steps."""

from typing import Any, cast

import msgspec

from app.domain import labels
from app.domain.effects.common import declare, join, patch, said
from app.domain.events import Event
from app.domain.graph import Fact, NodeId, Value
from app.domain.payloads import bdv


def started(event: Event) -> list[Fact]:
    """The attempt is under way."""
    p, at = cast(bdv.ScenarioStarted, event.payload), event.timestamp
    props: dict[str, Value] = {"running_run": p.run_id, "running_since": at}
    run: dict[str, Value] = {"status": "RUNNING", "attempt": p.attempt, "started_at": at}
    return [patch(labels.SCENARIO, p.scenario_id, at, props), *_test_run(p.run_id, p, run, at)]


def finished(event: Event) -> list[Fact]:
    """The attempt is over; only the last one is the scenario's outcome."""
    p, at = cast(bdv.ScenarioFinished, event.payload), event.timestamp
    status = p.status.upper()
    run: dict[str, Value] = {"status": status, "attempt": p.attempt, "finished_at": at}
    run |= {"duration_ms": p.duration_ms, "will_retry": p.will_retry}
    run |= said({"error_message": p.error_message, "failed_step": p.failed_step})
    run |= said({"code": p.code_version or event.commit_sha, "trace_id": event.trace_id, "span_id": event.span_id})
    run["steps"] = [_step(step) for step in p.steps]
    props: dict[str, Value] = {"attempt": p.attempt, "last_run": at, "running_run": None}
    props["duration_ms"] = p.duration_ms
    if not p.will_retry:
        props |= {"outcome": status, "attempts": p.attempt}
        props |= {"error_message": p.error_message or None, "failed_step": p.failed_step or None}
        props |= {"error_type": p.error_type or None, "reason": p.reason or None}
    props |= said({"seen_run": p.run_id, "suite": p.suite, "file_path": p.file_path})
    if p.line:
        props["failed_line"] = p.line
    return [patch(labels.SCENARIO, p.scenario_id, at, props), *_test_run(p.run_id, p, run, at)]


def plain(part: msgspec.Struct) -> dict[str, Any]:
    """What a part of a payload says, without what it leaves out; that a step is optional is said by False."""
    said_ = msgspec.to_builtins(part)
    return {name: value for name, value in said_.items() if value is False or value not in ("", [], 0, 0.0, None)}


def _step(step: bdv.StepResult) -> dict[str, Any]:
    told = {"keyword": step.keyword, "text": step.text, "status": step.status, "message": step.message}
    return plain(step) | told


def _test_run(
    run_id: str, p: bdv.ScenarioStarted | bdv.ScenarioFinished, props: dict[str, Value], at: int
) -> list[Fact]:
    me = NodeId(labels.TEST_RUN, f"{run_id}/{p.scenario_id}/{p.attempt}")
    scenario = NodeId(labels.SCENARIO, p.scenario_id)
    known: dict[str, Value] = {"run_id": run_id, "scenario_id": p.scenario_id}
    return [declare(me.label, me.key, at, known | props), join(labels.EXECUTED, me, scenario, at)]
