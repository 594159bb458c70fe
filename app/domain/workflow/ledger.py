"""What came of an execution so far, from its own events; and the sum that its end carries (R-30)."""

from typing import Any

from app.domain.digest import artifact_line, digest_of, gate_line, task_line
from app.domain.events import Event
from app.domain.identity import artifact_key, contract_key, gate_key
from app.domain.workflow.conditions import TaskFacts

_STATUS = {
    "dde.task.started": "RUNNING",
    "dde.task.retry_initiated": "RETRYING",
    "dde.task.completed": "COMPLETED",
    "dde.task.failed": "FAILED",
    "dde.task.skipped": "SKIPPED",
}
_GATE = {
    "dde.gate.started": "RUNNING",
    "dde.gate.passed": "PASSED",
    "dde.gate.failed": "FAILED",
    "dde.gate.skipped": "SKIPPED",
}
_ENDS = {"dde.workflow.completed": "COMPLETED", "dde.workflow.failed": "FAILED", "dde.workflow.started": "RUNNING"}


class Ledger:
    """Follows the events of one run of one workflow in order."""

    def __init__(self) -> None:
        self.workflow = "PENDING"
        self.statuses: dict[str, str] = {}
        self.failures: dict[str, int] = {}
        self.errors: dict[str, str] = {}
        self.gates: dict[str, tuple[str, str]] = {}
        self.artifacts: dict[str, str] = {}
        self.contracts: set[str] = set()
        self._values: dict[str, dict[str, float]] = {}
        self._remarks: dict[str, dict[str, str]] = {}

    def take(self, event: Event) -> None:
        """Note what the event says."""
        topic = event.event_type.split(".")[1]
        if topic == "workflow":
            self.workflow = _ENDS[event.event_type]
        elif event.event_type == "dde.task.created":
            self._created(event.payload)
        elif topic == "task":
            self._moved(event.event_type, event.payload)
        elif topic in _TAKERS:
            _TAKERS[topic](self, event.event_type, event.payload)

    def _created(self, task: Any) -> None:
        self.statuses[task.task_id] = "PENDING"
        self.failures[task.task_id] = 0
        self.errors.pop(task.task_id, None)
        self._remarks.pop(task.task_id, None)
        for gate in task.gates:
            self.gates[gate_key(task.task_id, gate.name)] = ("PENDING", gate.severity)
        if task.kind == "INTERFACE" and task.contract_version:
            self.contracts.add(contract_key(task.task_id.removeprefix("IF."), task.contract_version))

    def _moved(self, event_type: str, payload: Any) -> None:
        status = _STATUS.get(event_type)
        if status is None:
            return
        self.statuses[payload.task_id] = status
        if status == "RETRYING":
            self.failures[payload.task_id] = payload.retry_count
        if status in ("RETRYING", "FAILED"):
            self.errors[payload.task_id] = payload.error

    def _gate(self, event_type: str, payload: Any) -> None:
        self.gates[gate_key(payload.task_id, payload.gate_name)] = (_GATE[event_type], payload.severity)
        self._remarks.setdefault(payload.task_id, {})[payload.gate_name] = _remark(event_type, payload)
        if payload.value is not None:
            self._values.setdefault(payload.task_id, {})[payload.gate_name] = payload.value

    def _artifact(self, event_type: str, payload: Any) -> None:
        self.artifacts[artifact_key(payload.task_id, payload.name)] = payload.sha256

    def _contract(self, event_type: str, payload: Any) -> None:
        self.contracts.add(contract_key(payload.contract_name, payload.version))

    def facts(self) -> dict[str, TaskFacts]:
        """Per task what conditions may ask."""
        return {
            task: TaskFacts(status, self.attempts(task), self._values.get(task, {}))
            for task, status in self.statuses.items()
        }

    def remarks(self, task: str) -> list[str]:
        """What is worth a word about the gates of a task although they stopped nothing, in the order of asking."""
        return [remark for remark in self._remarks.get(task, {}).values() if remark]

    def attempts(self, task: str) -> int:
        """How many attempts of the task ended or are under way."""
        waiting = self.statuses.get(task) in ("PENDING", "SKIPPED", "RETRYING")
        return self.failures.get(task, 0) + (not waiting)

    def ended(self, *statuses: str) -> list[str]:
        """The tasks with one of these statuses, sorted."""
        return sorted(task for task, status in self.statuses.items() if status in statuses)

    def counts(self) -> dict[str, int]:
        """How many there are of what a workflow sums up."""
        per_status = {name: len(self.ended(name.upper())) for name in ("completed", "failed", "skipped")}
        made = {"gates": len(self.gates), "artifacts": len(self.artifacts), "contracts": len(self.contracts)}
        return {"tasks": len(self.statuses), **per_status, **made}

    def digest(self) -> str:
        """The digest of all tasks, gates and artifacts as they stand."""
        lines = [task_line(task, status) for task, status in self.statuses.items()]
        lines += [gate_line(gate, *standing) for gate, standing in self.gates.items()]
        return digest_of(lines + [artifact_line(key, sha256) for key, sha256 in self.artifacts.items()])


def _remark(event_type: str, gate: Any) -> str:
    """A gate that did not pass but only warns, or that somebody answers for."""
    if event_type == "dde.gate.failed" and gate.severity != "BLOCKING":
        return f"gate {gate.gate_name} ({gate.severity}) did not pass: {gate.message}"
    return f"gate {gate.gate_name} was bypassed: {gate.bypass_reason}" if gate.bypass_reason else ""


_TAKERS = {"gate": Ledger._gate, "artifact": Ledger._artifact, "contract": Ledger._contract}
