"""What a task hands over: contracts, artifacts, and the answers of its gates (domain 2.1)."""

from app.domain.payloads.common import Payload


class ContractEvent(Payload, frozen=True):
    """created, evolved, breaking_change, published, deprecated and sunset share this payload.

    ``consumers`` are the tasks that build on it: whom the event is meant for.
    """

    contract_name: str
    version: str
    contract_type: str = ""
    previous_version: str = ""
    changes: list[str] = []
    sunset_date: int = 0
    owner_task: str = ""
    consumers: list[str] = []
    workflow_id: str = ""
    run_id: str = ""


class ContractLocked(Payload, frozen=True):
    contract_name: str
    version: str
    locked_by: str = ""
    dependents: list[str] = []
    spec_hash: str = ""
    workflow_id: str = ""
    run_id: str = ""


class ContractValidated(Payload, frozen=True):
    contract_name: str
    version: str
    valid: bool
    problems: list[str] = []
    workflow_id: str = ""
    run_id: str = ""


class ArtifactEvent(Payload, frozen=True):
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
    contract_version: str = ""
    labels: dict[str, str] = {}
    workflow_id: str = ""
    run_id: str = ""


class GateEvent(Payload, frozen=True):
    """started, passed, failed and skipped share this payload."""

    task_id: str
    gate_name: str
    gate_type: str = ""
    severity: str = ""
    message: str = ""
    value: float | None = None
    threshold: float | None = None
    bypass_reason: str = ""
    duration_ms: int = 0
    workflow_id: str = ""
    run_id: str = ""
