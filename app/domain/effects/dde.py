"""What the events of dependency-driven execution state (domain 2.1)."""

from typing import cast

from app.domain import identity, labels
from app.domain.effects import handover
from app.domain.effects.common import (
    Effect,
    declare,
    iteration_declared,
    join,
    nothing,
    patch,
    said,
    stream_waived,
)
from app.domain.effects.runs import GATE_ANEW, TASK_ANEW, WORKFLOW_ANEW, anew, owner
from app.domain.events import Event
from app.domain.graph import Fact, NodeId, Value
from app.domain.payloads import dde


def _requirement(event: Event) -> list[Fact]:
    p = cast(dde.RequirementCreated, event.payload)
    props = said({"name": p.name, "text": p.text, "priority": p.priority, "url": p.url, "commits": p.commits})
    return [declare(labels.REQUIREMENT, p.requirement_id, event.timestamp, props)]


def _workflow(status: str) -> Effect:
    def effect(event: Event) -> list[Fact]:
        p = event.payload
        props: dict[str, Value] = {"status": status, "commit": event.commit_sha}
        if run := getattr(p, "run_id", ""):
            props |= {"run": run, **WORKFLOW_ANEW}
        for name in ("counts", "digest", "failed_node", "error"):
            if hasattr(p, name):
                props[name] = getattr(p, name)
        return [declare(labels.WORKFLOW, getattr(p, "workflow_id", ""), event.timestamp, props)]

    return effect


def _task_created(event: Event) -> list[Fact]:
    p, at = cast(dde.TaskCreated, event.payload), event.timestamp
    me = NodeId(labels.TASK, p.task_id)
    props = _planned(p, p.requirement_id or event.requirement_id)
    if p.depends_on or p.run_id:  # who knows of no needs, and opens nothing anew, leaves those that others know
        props["depends_on"] = p.depends_on
    needs = [join(labels.DEPENDS_ON, me, NodeId(labels.TASK, other), at) for other in p.depends_on]
    return [declare(me.label, me.key, at, props), *needs, *_guards(me, p, at), *_defines(p, at)]


def _planned(p: dde.TaskCreated, requirement: str) -> dict[str, Value]:
    """What the plan says of a task; what it leaves out is not said."""
    props: dict[str, Value] = {
        "name": p.name or p.task_id,
        "kind": p.kind.upper(),
        "outputs": p.outputs,
        "gates": [gate.name for gate in p.gates],
        "estimated_effort": p.estimated_effort,
        "max_retries": p.max_retries,
        **anew(p, TASK_ANEW),
        **owner(p),
    }
    props |= said(
        {
            "condition": p.condition,
            "told_as": p.told_as,
            "capability": p.capability,
            "contract_version": p.contract_version,
            "requirement_id": requirement,
        }
    )
    return props


def _guards(me: NodeId, p: dde.TaskCreated, at: int) -> list[Fact]:
    facts: list[Fact] = []
    for gate in p.gates:
        key = identity.gate_key(p.task_id, gate.name)
        props: dict[str, Value] = {"task_id": p.task_id, "name": gate.name, "gate_type": gate.gate_type}
        props |= {"phase": gate.phase, "severity": gate.severity.upper(), **anew(p, GATE_ANEW), **owner(p)}
        facts.append(declare(labels.GATE, key, at, props))
        facts.append(join(labels.GUARDED_BY, me, NodeId(labels.GATE, key), at))
    return facts


def _defines(p: dde.TaskCreated, at: int) -> list[Fact]:
    """An interface task brings the contract of its own name and version; the link follows from both (C10)."""
    if p.kind.upper() != "INTERFACE" or not p.contract_version:
        return []
    name = p.task_id.removeprefix("IF.")
    key = identity.contract_key(name, p.contract_version)
    version = identity.plain_version(p.contract_version)
    props: dict[str, Value] = {"name": name, "version": version, "owner_task": p.task_id, **owner(p)}
    return [declare(labels.CONTRACT, key, at, props)]


def _task(status: str) -> Effect:
    """A step in the life of a task: its new status, and what the event says beside it."""

    def effect(event: Event) -> list[Fact]:
        p, at = event.payload, event.timestamp
        props: dict[str, Value] = {"status": status}
        props |= said({name: getattr(p, name) for name in _TASK_FIELDS if hasattr(p, name)})
        if status == "RUNNING":
            props |= {"start_time": at, "end_time": None}
        if status in ("COMPLETED", "FAILED", "SKIPPED"):
            props["end_time"] = at
        if error := getattr(p, "error", ""):
            props["error_message"] = error
        return [patch(labels.TASK, getattr(p, "task_id", ""), at, props)]

    return effect


_TASK_FIELDS = (
    "attempt",
    "max_attempts",
    "assigned_agent",
    "retry_count",
    "max_retries",
    "delay_ms",
    "next_retry_at",
    "attempts",
    "condition",
)


def _exhausted(event: Event) -> list[Fact]:
    p = cast(dde.TaskRetryExhausted, event.payload)
    props: dict[str, Value] = {"retry_count": p.retry_count, "retries_exhausted": True}
    return [patch(labels.TASK, p.task_id, event.timestamp, props)]


EFFECTS: dict[str, Effect] = {
    "dde.iteration.declared": iteration_declared,
    "dde.stream.waived": stream_waived,
    "dde.requirement.created": _requirement,
    "dde.workflow.started": _workflow("RUNNING"),
    "dde.workflow.completed": _workflow("COMPLETED"),
    "dde.workflow.failed": _workflow("FAILED"),
    "dde.task.created": _task_created,
    "dde.task.started": _task("RUNNING"),
    "dde.task.running": nothing,
    "dde.task.retry_initiated": _task("RETRYING"),
    "dde.task.retry_exhausted": _exhausted,
    "dde.task.completed": _task("COMPLETED"),
    "dde.task.failed": _task("FAILED"),
    "dde.task.skipped": _task("SKIPPED"),
    "dde.contract.created": handover.contract("DRAFT"),
    "dde.contract.evolved": handover.contract("DRAFT"),
    "dde.contract.breaking_change": handover.contract(""),
    "dde.contract.published": handover.contract(""),
    "dde.contract.locked": handover.locked,
    "dde.contract.validated": handover.validated,
    "dde.contract.deprecated": handover.contract("DEPRECATED"),
    "dde.contract.sunset": handover.contract("SUNSET"),
    "dde.artifact.created": handover.artifact("CREATED"),
    "dde.artifact.stamped": handover.artifact("STAMPED"),
    "dde.artifact.validated": handover.artifact("VALIDATED"),
    "dde.log.recorded": nothing,
    "dde.gate.started": handover.gate("RUNNING"),
    "dde.gate.passed": handover.gate("PASSED"),
    "dde.gate.failed": handover.gate("FAILED"),
    "dde.gate.skipped": handover.gate("SKIPPED"),
}
