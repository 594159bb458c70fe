"""Dependency-driven execution: workflow, tasks, contracts, artifacts, gates (domain 2.1)."""

from app.domain.payloads.common import BatchRetracted, IterationDeclared, Payload, StreamWaived


class RequirementCreated(Payload):
    requirement_id: str
    name: str = ""
    text: str = ""
    priority: str = ""


class WorkflowStarted(Payload):
    workflow_id: str


class WorkflowCompleted(Payload):
    """``counts`` and ``digest`` sum up what the workflow says happened (R-30; see domain.digest)."""

    workflow_id: str
    counts: dict[str, int] = {}
    digest: str = ""


class WorkflowFailed(Payload):
    workflow_id: str
    failed_node: str = ""
    error: str = ""
    counts: dict[str, int] = {}
    digest: str = ""


class GateSpec(Payload):
    """A gate that a task has to pass; severity is BLOCKING, WARNING or INFO."""

    name: str
    gate_type: str = "node_completion"
    phase: str = "post"
    severity: str = "BLOCKING"


class TaskCreated(Payload):
    task_id: str
    name: str = ""
    kind: str = "ACTION"
    capability: str = ""
    depends_on: list[str] = []
    gates: list[GateSpec] = []
    outputs: list[str] = []
    estimated_effort: int = 0
    contract_version: str = ""
    requirement_id: str = ""
    max_retries: int = 3


class TaskStarted(Payload):
    task_id: str
    attempt: int = 1
    max_attempts: int = 1
    assigned_agent: str = ""


class TaskRunning(Payload):
    task_id: str
    progress_percent: float = 0.0


class TaskRetryInitiated(Payload):
    task_id: str
    retry_count: int
    max_retries: int = 3
    delay_ms: int = 0
    next_retry_at: int = 0
    error: str = ""


class TaskRetryExhausted(Payload):
    task_id: str
    retry_count: int
    error: str = ""


class TaskCompleted(Payload):
    task_id: str
    attempt: int = 1
    outputs: list[str] = []


class TaskFailed(Payload):
    task_id: str
    error: str = ""
    attempts: int = 1


class TaskSkipped(Payload):
    task_id: str
    condition: str = ""


class ContractEvent(Payload):
    """created, evolved, breaking_change, published, deprecated and sunset share this payload."""

    contract_name: str
    version: str
    contract_type: str = ""
    previous_version: str = ""
    changes: list[str] = []
    sunset_date: int = 0
    owner_task: str = ""


class ContractLocked(Payload):
    contract_name: str
    version: str
    locked_by: str = ""
    dependents: list[str] = []
    spec_hash: str = ""


class ContractValidated(Payload):
    contract_name: str
    version: str
    valid: bool


class ArtifactEvent(Payload):
    """created, stamped and validated share this payload; ``artifact_id`` is unique within the iteration."""

    task_id: str
    name: str
    file_path: str = ""
    stamped_path: str = ""
    sha256: str = ""
    size_bytes: int = 0
    artifact_type: str = ""
    capability: str = ""
    valid: bool = True


class GateEvent(Payload):
    """started, passed, failed and skipped share this payload."""

    task_id: str
    gate_name: str
    gate_type: str = ""
    severity: str = ""
    message: str = ""
    value: float | None = None
    threshold: float | None = None
    bypass_reason: str = ""


PAYLOADS: dict[str, type[Payload]] = {
    "dde.iteration.declared": IterationDeclared,
    "dde.batch.retracted": BatchRetracted,
    "dde.stream.waived": StreamWaived,
    "dde.requirement.created": RequirementCreated,
    "dde.workflow.started": WorkflowStarted,
    "dde.workflow.completed": WorkflowCompleted,
    "dde.workflow.failed": WorkflowFailed,
    "dde.task.created": TaskCreated,
    "dde.task.started": TaskStarted,
    "dde.task.running": TaskRunning,
    "dde.task.retry_initiated": TaskRetryInitiated,
    "dde.task.retry_exhausted": TaskRetryExhausted,
    "dde.task.completed": TaskCompleted,
    "dde.task.failed": TaskFailed,
    "dde.task.skipped": TaskSkipped,
    "dde.contract.created": ContractEvent,
    "dde.contract.evolved": ContractEvent,
    "dde.contract.breaking_change": ContractEvent,
    "dde.contract.published": ContractEvent,
    "dde.contract.locked": ContractLocked,
    "dde.contract.validated": ContractValidated,
    "dde.contract.deprecated": ContractEvent,
    "dde.contract.sunset": ContractEvent,
    "dde.artifact.created": ArtifactEvent,
    "dde.artifact.stamped": ArtifactEvent,
    "dde.artifact.validated": ArtifactEvent,
    "dde.gate.started": GateEvent,
    "dde.gate.passed": GateEvent,
    "dde.gate.failed": GateEvent,
    "dde.gate.skipped": GateEvent,
}
