"""How the strip under the slider draws an event, and which node it leads to."""

from typing import Final

from app.domain import identity, labels
from app.domain.events import Event

_MARKS: Final = {
    "dde.task.completed": "done",
    "dde.task.skipped": "note",
    "dde.task.retry_initiated": "retry",
    "dde.task.failed": "failed",
    "dde.workflow.completed": "done",
    "dde.workflow.failed": "failed",
    "dde.contract.locked": "locked",
    "dde.artifact.stamped": "note",
    "dde.gate.passed": "done",
    "dde.gate.failed": "failed",
    "bdv.scenario.completed": "done",
    "bdv.scenario.failed": "failed",
    "bdv.scenario.skipped": "note",
    "bdv.scenario.quarantined": "note",
    "bdv.flake.detected": "retry",
    "bdv.run.completed": "done",
    "acc.analysis.completed": "done",
    "acc.graph.changed": "note",
    "acc.violation.detected": "failed",
    "acc.violation.resolved": "done",
    "acc.violation.suppressed": "note",
    "acc.cycle.detected": "retry",
    "acc.cycle.resolved": "done",
    "acc.coupling.exceeded": "retry",
    "dde.link.decided": "note",
    "dde.override.requested": "note",
    "dde.override.approved": "note",
    "dde.override.revoked": "note",
    "bdv.link.decided": "note",
    "acc.link.decided": "note",
}

_SUBJECTS: Final = {
    "task": (labels.TASK, "task_id"),
    "requirement": (labels.REQUIREMENT, "requirement_id"),
    "workflow": (labels.WORKFLOW, "workflow_id"),
    "scenario": (labels.SCENARIO, "scenario_id"),
    "step": (labels.SCENARIO, "scenario_id"),
    "flake": (labels.SCENARIO, "scenario_id"),
    "contract_tag": (labels.SCENARIO, "scenario_id"),
    "feature": (labels.FEATURE, "feature_id"),
    "run": (labels.SUITE, "suite"),
    "journey": (labels.JOURNEY, "journey_id"),
    "analysis": (labels.ANALYSIS, "manifest_name"),
    "violation": (labels.VIOLATION, "violation_id"),
    "cycle": (labels.CYCLE, "cycle_id"),
    "suppression": (labels.SUPPRESSION, "suppression_id"),
    "adr": (labels.ADR, "number"),
    "commit": (labels.COMMIT, "commit"),
    "override": (labels.OVERRIDE, "override_id"),
    "coupling": (labels.MODULE, "module"),
}


def mark_of(event: Event) -> str:
    """``done``, ``retry``, ``failed``, ``locked``, ``note``, or nothing; a retried attempt is no failure yet."""
    mark = _MARKS.get(event.event_type, "")
    if mark == "failed" and getattr(event.payload, "will_retry", False):
        return "retry"
    if getattr(event.payload, "status", "") in ("BROKEN", "CANCELLED"):
        return "failed"
    if event.event_type == "acc.violation.detected":
        return "failed" if getattr(event.payload, "severity", "") == "BLOCKING" else "retry"
    return mark


def subject_of(event: Event) -> str:
    """The uid of the node that the event is about; empty when it is about none."""
    topic = event.event_type.split(".")[1]
    payload = event.payload
    if topic == "gate":
        return f"{labels.GATE}/{identity.gate_key(_text(payload, 'task_id'), _text(payload, 'gate_name'))}"
    if topic == "artifact":
        return f"{labels.ARTIFACT}/{identity.artifact_key(_text(payload, 'task_id'), _text(payload, 'name'))}"
    if topic == "link":
        return _text(payload, "source")
    if topic == "contract":
        name, version = _text(payload, "contract_name"), _text(payload, "version")
        return f"{labels.CONTRACT}/{identity.contract_key(name, version)}"
    label, field = _SUBJECTS.get(topic, ("", ""))
    return f"{label}/{_text(payload, field)}" if label else ""


def _text(payload: object, field: str) -> str:
    return str(getattr(payload, field, ""))
