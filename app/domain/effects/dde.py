"""What the events of dependency-driven execution state (domain 2.1)."""

from typing import cast

from app.domain import identity, labels
from app.domain.effects.common import (
    EXPLICIT,
    Effect,
    declare,
    iteration_declared,
    join,
    link_props,
    nothing,
    patch,
    said,
    stream_waived,
)
from app.domain.events import Event
from app.domain.graph import Fact, NodeId, Value
from app.domain.payloads import dde


def _requirement(event: Event) -> list[Fact]:
    p = cast(dde.RequirementCreated, event.payload)
    props = said({"name": p.name, "text": p.text, "priority": p.priority})
    return [declare(labels.REQUIREMENT, p.requirement_id, event.timestamp, props)]


def _workflow(status: str) -> Effect:
    def effect(event: Event) -> list[Fact]:
        p = event.payload
        props: dict[str, Value] = {"status": status, "commit": event.commit_sha}
        for name in ("counts", "digest", "failed_node", "error"):
            if hasattr(p, name):
                props[name] = getattr(p, name)
        return [declare(labels.WORKFLOW, getattr(p, "workflow_id", ""), event.timestamp, props)]

    return effect


def _task_created(event: Event) -> list[Fact]:
    p, at = cast(dde.TaskCreated, event.payload), event.timestamp
    me = NodeId(labels.TASK, p.task_id)
    props: dict[str, Value] = {
        "name": p.name or p.task_id,
        "kind": p.kind.upper(),
        "depends_on": p.depends_on,
        "outputs": p.outputs,
        "gates": [gate.name for gate in p.gates],
        "estimated_effort": p.estimated_effort,
        "max_retries": p.max_retries,
    }
    props |= said(
        {
            "capability": p.capability,
            "contract_version": p.contract_version,
            "requirement_id": p.requirement_id or event.requirement_id,
        }
    )
    needs = [join(labels.DEPENDS_ON, me, NodeId(labels.TASK, other), at) for other in p.depends_on]
    return [declare(me.label, me.key, at, props), *needs, *_guards(me, p, at), *_defines(me, p, at)]


def _guards(me: NodeId, p: dde.TaskCreated, at: int) -> list[Fact]:
    facts: list[Fact] = []
    for gate in p.gates:
        key = identity.gate_key(p.task_id, gate.name)
        props: dict[str, Value] = {"task_id": p.task_id, "name": gate.name, "gate_type": gate.gate_type}
        props |= {"phase": gate.phase, "severity": gate.severity.upper()}
        facts.append(declare(labels.GATE, key, at, props))
        facts.append(join(labels.GUARDED_BY, me, NodeId(labels.GATE, key), at))
    return facts


def _defines(me: NodeId, p: dde.TaskCreated, at: int) -> list[Fact]:
    """C10: an interface task defines the contract of its own name and version."""
    if p.kind.upper() != "INTERFACE" or not p.contract_version:
        return []
    name = p.task_id.removeprefix("IF.")
    key = identity.contract_key(name, p.contract_version)
    sentence = f"Interface task {p.task_id} carries contract version {p.contract_version} of {name}."
    version = p.contract_version.lstrip("v")
    props: dict[str, Value] = {"name": name, "version": version, "owner_task": p.task_id}
    contract = NodeId(labels.CONTRACT, key)
    return [
        declare(labels.CONTRACT, key, at, props),
        join(labels.DEFINES, me, contract, at, link_props(1.0, EXPLICIT, sentence)),
    ]


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


def _contract(state: str) -> Effect:
    def effect(event: Event) -> list[Fact]:
        p, at = cast(dde.ContractEvent, event.payload), event.timestamp
        props: dict[str, Value] = {"name": p.contract_name, "version": p.version.lstrip("v")}
        if state:
            props["state"] = state
        for name in ("contract_type", "previous_version", "changes", "sunset_date", "owner_task"):
            props |= said({name: getattr(p, name, "")})
        me = NodeId(labels.CONTRACT, identity.contract_key(p.contract_name, p.version))
        facts = [declare(me.label, me.key, at, props)]
        if p.previous_version:
            old = NodeId(labels.CONTRACT, identity.contract_key(p.contract_name, p.previous_version))
            breaking = event.event_type.endswith("breaking_change")
            facts.append(join(labels.SUPERSEDES, me, old, at, {"breaking": breaking}))
        return facts

    return effect


def _locked(event: Event) -> list[Fact]:
    p = cast(dde.ContractLocked, event.payload)
    props: dict[str, Value] = {"name": p.contract_name, "version": p.version.lstrip("v")}
    props |= {"state": "LOCKED", "locked_at": event.timestamp}
    props |= said({"locked_by": p.locked_by, "spec_hash": p.spec_hash, "dependents": p.dependents})
    key = identity.contract_key(p.contract_name, p.version)
    return [declare(labels.CONTRACT, key, event.timestamp, props)]


def _validated(event: Event) -> list[Fact]:
    p = cast(dde.ContractValidated, event.payload)
    key = identity.contract_key(p.contract_name, p.version)
    props: dict[str, Value] = {"name": p.contract_name, "version": p.version.lstrip("v")}
    return [declare(labels.CONTRACT, key, event.timestamp, props | {"validated": p.valid})]


def _artifact(state: str) -> Effect:
    def effect(event: Event) -> list[Fact]:
        p, at = cast(dde.ArtifactEvent, event.payload), event.timestamp
        props: dict[str, Value] = {"task_id": p.task_id, "name": p.name}
        props["state"] = state if p.valid else "CORRUPT"
        for name in ("file_path", "stamped_path", "sha256", "size_bytes", "artifact_type", "capability"):
            props |= said({name: getattr(p, name) or ""})
        me = NodeId(labels.ARTIFACT, identity.artifact_key(p.task_id, p.name))
        made = join(labels.GENERATES, NodeId(labels.TASK, p.task_id), me, at, {"type": "produces"})
        return [declare(me.label, me.key, at, props), made]

    return effect


def _gate(status: str) -> Effect:
    def effect(event: Event) -> list[Fact]:
        p, at = cast(dde.GateEvent, event.payload), event.timestamp
        key = identity.gate_key(p.task_id, p.gate_name)
        props: dict[str, Value] = {"task_id": p.task_id, "name": p.gate_name, "status": status}
        props |= said({"gate_type": p.gate_type, "severity": p.severity.upper(), "message": p.message})
        props |= said({"value": p.value, "threshold": p.threshold, "bypass_reason": p.bypass_reason})
        guard = join(labels.GUARDED_BY, NodeId(labels.TASK, p.task_id), NodeId(labels.GATE, key), at)
        return [declare(labels.GATE, key, at, props), guard]

    return effect


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
    "dde.contract.created": _contract("DRAFT"),
    "dde.contract.evolved": _contract("DRAFT"),
    "dde.contract.breaking_change": _contract(""),
    "dde.contract.published": _contract(""),
    "dde.contract.locked": _locked,
    "dde.contract.validated": _validated,
    "dde.contract.deprecated": _contract("DEPRECATED"),
    "dde.contract.sunset": _contract("SUNSET"),
    "dde.artifact.created": _artifact("CREATED"),
    "dde.artifact.stamped": _artifact("STAMPED"),
    "dde.artifact.validated": _artifact("VALIDATED"),
    "dde.log.recorded": nothing,
    "dde.gate.started": _gate("RUNNING"),
    "dde.gate.passed": _gate("PASSED"),
    "dde.gate.failed": _gate("FAILED"),
    "dde.gate.skipped": _gate("SKIPPED"),
}
