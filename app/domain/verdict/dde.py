"""Was it built right? The five pass conditions of DDE (domain 5.1, R-16)."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.graph import Node
from app.domain.identity import artifact_key
from app.domain.state import IterationState
from app.domain.verdict import build, dde_sums
from app.domain.verdict import dde_reasons as reasons_for
from app.domain.verdict.model import Condition, Reason, StreamJudgement

DONE = ("COMPLETED", "SKIPPED")


def judge_dde(state: IterationState, required: bool) -> StreamJudgement:
    """DDE passes when its workflow completed, all five conditions hold, and what it summed up arrived."""
    tasks, workflows = state.of(labels.TASK), state.of(labels.WORKFLOW)
    ended = bool(workflows) and all(w.get("status") in ("COMPLETED", "FAILED") for w in workflows.values())
    conditions = _conditions(state, ended)
    contradiction = (dde_sums.contradiction(state) or _other_commit(state)) if ended else ""
    reasons = tuple(r for c in conditions for r in c.reasons)
    return StreamJudgement(
        stream="dde",
        state=build.stream_state(conditions, complete=ended and bool(tasks), contradiction=contradiction),
        required=required,
        reported=bool(tasks or workflows),
        running=bool(workflows) and not ended,
        conditions=conditions,
        reasons=reasons + build.unknown_reason("dde", contradiction),
        looks=tuple(reasons_for.looks(state)),
        facts={"tasks": len(tasks), "gates": len(state.of(labels.GATE)), **_progress(tasks)},
        commit=_commit(workflows),
        note="" if tasks else "No task has been reported.",
    )


def _conditions(state: IterationState, ended: bool) -> tuple[Condition, ...]:
    return (
        _tasks(state),
        _gates(state),
        _artifacts(state, ended),
        _lineage(state, ended),
        _contracts(state, ended),
    )


def _progress(tasks: dict[str, Node]) -> dict[str, int | float]:
    done = sum(t.get("status") in DONE for t in tasks.values())
    return {"done": done, "progress": done / len(tasks) if tasks else 0.0}


def _commit(workflows: dict[str, Node]) -> str:
    commits = (w.get("commit", "") for w in workflows.values())
    return max((str(c) for c in commits if c), default="")


def _tasks(state: IterationState) -> Condition:
    tasks = state.of(labels.TASK)
    failed = [reasons_for.task_failed(t) for t in tasks.values() if t.get("status") == "FAILED"]
    failed += [
        reasons_for.workflow_failed(w) for w in state.of(labels.WORKFLOW).values() if w.get("status") == "FAILED"
    ]
    done = sum(t.get("status") in DONE for t in tasks.values())
    running = sum(t.get("status") in ("RUNNING", "RETRYING") for t in tasks.values())
    detail = f"{running:,} running" if running else ""
    value = f"{done:,} of {len(tasks):,}"
    return build.condition(
        "all_nodes_complete", "Tasks complete", value, failed, open_=done < len(tasks) or not tasks, detail=detail
    )


def _gates(state: IterationState) -> Condition:
    blocking = [g for g in state.of(labels.GATE).values() if g.get("severity", "BLOCKING") == "BLOCKING"]
    failed = [
        reasons_for.gate_failed(g) for g in blocking if g.get("status") == "FAILED" and not g.get("bypass_reason")
    ]
    passed = sum(g.get("status") in ("PASSED", "SKIPPED") or bool(g.get("bypass_reason")) for g in blocking)
    value = f"{passed:,} of {len(blocking):,}"
    open_ = passed < len(blocking)
    return build.condition("blocking_gates_passed", "Blocking gates", value, failed, open_=open_)


def _artifacts(state: IterationState, ended: bool) -> Condition:
    artifacts = state.of(labels.ARTIFACT)
    expected = [(t, artifact_key(t.id.key, out)) for t in _completed(state) for out in t.get("outputs", [])]
    stamped = {k for k, a in artifacts.items() if a.get("state") in ("STAMPED", "VALIDATED")}
    missing = [(t, key) for t, key in expected if key not in stamped]
    reasons = [reasons_for.corrupt(a) for a in artifacts.values() if a.get("state") == "CORRUPT"]
    reasons += [reasons_for.unstamped(t, key) for t, key in missing] if ended else []
    value = f"{len(expected) - len(missing):,} of {len(expected):,}"
    return build.condition("artifacts_stamped", "Artifacts stamped", value, reasons, open_=bool(missing) or not ended)


def _completed(state: IterationState) -> Iterator[Node]:
    return (t for t in state.of(labels.TASK).values() if t.get("status") == "COMPLETED")


def _lineage(state: IterationState, ended: bool) -> Condition:
    broken = [r for t in state.of(labels.TASK).values() for r in _started_too_early(t, state)]
    value = "Yes" if not broken else "No"
    return build.condition(
        "lineage_intact", "Lineage intact", value, broken, open_=not ended, detail=f"{len(broken)} order breaks"
    )


def _started_too_early(task: Node, state: IterationState) -> Iterator[Reason]:
    """No task starts before what it needs has ended."""
    began = task.get("start_time")
    for name in task.get("depends_on", []):
        needed = state.of(labels.TASK).get(name)
        ended = needed.get("end_time") if needed else None
        if began is not None and ended is not None and began < ended:
            yield Reason(
                code="order_violation",
                stream="dde",
                title=f"{task.id.key} started before {name} had ended",
                explain="What it built on may not have been there yet.",
                clears=f"Rerun {task.id.key} after {name}.",
                since=task.times.get("start_time"),
                evidence=build.at_node(task),
            )


def _contracts(state: IterationState, ended: bool) -> Condition:
    owned = [c for c in state.of(labels.CONTRACT).values() if c.get("state") != "SUNSET"]
    locked = [c for c in owned if c.get("state") in ("LOCKED", "DEPRECATED")]
    unlocked = [c for c in owned if c.get("state") not in ("LOCKED", "DEPRECATED")]
    reasons = [reasons_for.unlocked(c) for c in unlocked] if ended else []
    value = f"{len(locked):,} of {len(owned):,}"
    return build.condition("contracts_locked", "Contracts locked", value, reasons, open_=bool(unlocked) or not ended)


def _other_commit(state: IterationState) -> str:
    return build.commit_conflict(state, (w.get("commit", "") for w in state.of(labels.WORKFLOW).values()))
