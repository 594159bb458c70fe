"""Dependency-driven execution: workflow, tasks, contracts, artifacts, gates (domain 2.1).

``workflow_id`` says which workflow of the iteration something belongs to, so that each workflow's sums are
compared with its own; ``run_id`` names one execution of it: what only an older run told of no longer counts.
"""

from app.domain.payloads.common import (
    BatchRetracted,
    ExpiryPassed,
    IterationDeclared,
    LinkDecided,
    Payload,
    StreamWaived,
)
from app.domain.payloads.handover import (
    ArtifactEvent,
    ContractEvent,
    ContractLocked,
    ContractValidated,
    GateEvent,
)

__all__ = ["ArtifactEvent", "ContractEvent", "ContractLocked", "ContractValidated", "GateEvent"]


class RequirementCreated(Payload, frozen=True):
    """``origin`` says where it was read (csv, yaml, issue, tag, commit); ``commits`` those that name it."""

    requirement_id: str
    name: str = ""
    text: str = ""
    priority: str = ""
    url: str = ""
    origin: str = ""
    commits: list[str] = []


class WorkflowStarted(Payload, frozen=True):
    workflow_id: str
    run_id: str = ""


class WorkflowCompleted(Payload, frozen=True):
    """``counts`` and ``digest`` sum up what the workflow says happened (R-30; see domain.digest)."""

    workflow_id: str
    counts: dict[str, int] = {}
    digest: str = ""
    run_id: str = ""


class WorkflowFailed(Payload, frozen=True):
    workflow_id: str
    failed_node: str = ""
    error: str = ""
    counts: dict[str, int] = {}
    digest: str = ""
    run_id: str = ""


class GateSpec(Payload, frozen=True):
    """A gate that a task has to pass; severity is BLOCKING, WARNING or INFO."""

    name: str
    gate_type: str = "node_completion"
    phase: str = "post"
    severity: str = "BLOCKING"


class TaskCreated(Payload, frozen=True):
    """With ``run_id`` the task opens anew: whatever an earlier run left of it is PENDING again.

    ``told_as`` is an id that another report of the same work names as well: the two are one task.
    """

    task_id: str
    workflow_id: str = ""
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
    run_id: str = ""
    condition: str = ""
    told_as: str = ""


class TaskStarted(Payload, frozen=True):
    task_id: str
    attempt: int = 1
    max_attempts: int = 1
    assigned_agent: str = ""


class TaskRunning(Payload, frozen=True):
    task_id: str
    progress_percent: float = 0.0


class TaskRetryInitiated(Payload, frozen=True):
    task_id: str
    retry_count: int
    max_retries: int = 3
    delay_ms: int = 0
    next_retry_at: int = 0
    error: str = ""


class TaskRetryExhausted(Payload, frozen=True):
    task_id: str
    retry_count: int
    error: str = ""


class TaskCompleted(Payload, frozen=True):
    task_id: str
    attempt: int = 1
    outputs: list[str] = []


class TaskFailed(Payload, frozen=True):
    task_id: str
    error: str = ""
    attempts: int = 1


class TaskSkipped(Payload, frozen=True):
    task_id: str
    condition: str = ""


class LogLine(Payload, frozen=True):
    """One line of output or one log record; ``at`` in ms, ``severity`` TRACE, DEBUG, INFO, WARN, ERROR or FATAL.

    ``trace_id`` and ``span_id`` where they differ from the envelope's.
    """

    at: int
    body: str
    severity: str = "INFO"
    logger: str = ""
    trace_id: str = ""
    span_id: str = ""
    attributes: dict[str, str] = {}


class LogRecorded(Payload, frozen=True):
    """Lines that belong together: the output of a task's attempt, or what one service logged.

    ``channel`` is stdout, stderr or otlp. States nothing in the graph; the lines can be searched.
    """

    task_id: str = ""
    channel: str = "stdout"
    attempt: int = 1
    lines: list[LogLine] = []


PAYLOADS: dict[str, type[Payload]] = {
    "dde.iteration.declared": IterationDeclared,
    "dde.batch.retracted": BatchRetracted,
    "dde.stream.waived": StreamWaived,
    "dde.link.decided": LinkDecided,
    "dde.expiry.passed": ExpiryPassed,
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
    "dde.log.recorded": LogRecorded,
    "dde.gate.started": GateEvent,
    "dde.gate.passed": GateEvent,
    "dde.gate.failed": GateEvent,
    "dde.gate.skipped": GateEvent,
}
